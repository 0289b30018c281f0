import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { zoneOf } from '../../../lambda/opening-hours/zone.ts';

const zone = (name: string) => zoneOf(name) ?? assert.fail(name);
const wall = (text: string) => Date.parse(`${text}Z`);

for (const [name, instant, reading] of [
  ['UTC', '2026-01-12T09:00:00Z', '2026-01-12T09:00:00'],
  ['Europe/Berlin', '2026-01-12T09:00:00Z', '2026-01-12T10:00:00'],
  ['Europe/Berlin', '2026-07-12T22:30:59Z', '2026-07-13T00:30:59'],
  ['America/New_York', '2026-01-01T04:59:59Z', '2025-12-31T23:59:59'],
  ['Asia/Calcutta', '2026-01-12T09:00:00Z', '2026-01-12T14:30:00'],
  ['Australia/Lord_Howe', '2026-07-12T00:00:00Z', '2026-07-12T10:30:00'],
  ['America/Indianapolis', '2026-07-12T12:00:00Z', '2026-07-12T08:00:00'],
] as const) {
  test(`at ${instant} a clock in ${name} shows ${reading}, and the other way round`, () => {
    assert.equal(zone(name).wallAt(Date.parse(instant)), wall(reading));
    assert.equal(zone(name).instantOf(wall(reading)), Date.parse(instant));
  });
}

for (const [name, reading, instant, why] of [
  ['Europe/Berlin', '2026-03-29T01:59:59', '2026-03-29T00:59:59Z', 'before the gap'],
  ['Europe/Berlin', '2026-03-29T02:00:00', '2026-03-29T01:00:00Z', 'the start of the gap'],
  ['Europe/Berlin', '2026-03-29T02:30:00', '2026-03-29T01:30:00Z', 'in the gap: 03:30'],
  ['Europe/Berlin', '2026-03-29T03:00:00', '2026-03-29T01:00:00Z', 'after the gap'],
  ['Europe/Berlin', '2026-10-25T01:59:59', '2026-10-24T23:59:59Z', 'before the overlap'],
  ['Europe/Berlin', '2026-10-25T02:30:00', '2026-10-25T00:30:00Z', 'in the overlap: the first'],
  ['Europe/Berlin', '2026-10-25T03:00:00', '2026-10-25T02:00:00Z', 'after the overlap'],
  ['America/New_York', '2026-03-08T02:30:00', '2026-03-08T07:30:00Z', 'in the gap: 03:30'],
  ['America/New_York', '2026-11-01T01:30:00', '2026-11-01T05:30:00Z', 'in the overlap: the first'],
  ['Australia/Lord_Howe', '2026-10-04T02:15:00', '2026-10-03T15:45:00Z', 'in a gap of half an hour'],
] as const) {
  test(`${reading} in ${name} is ${instant} (${why})`, () => {
    assert.equal(new Date(zone(name).instantOf(wall(reading))).toISOString(), instant.replace('Z', '.000Z'));
  });
}

test('the clock shows the time that an instant was made from, unless it skips that time', () => {
  const names = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia'];
  const seconds = fc.integer({ min: wall('2015-01-01T00:00') / 1000, max: wall('2037-01-01T00:00') / 1000 });
  fc.assert(
    fc.property(fc.constantFrom(...names), seconds, (name, second) => {
      const { wallAt, instantOf } = zone(name);
      const shown = wallAt(instantOf(second * 1000));
      assert.ok(shown === second * 1000 || shown - second * 1000 <= 3_600_000);
      // An instant is the one that its reading stands for, or the second of two with that reading.
      const again = instantOf(wallAt(second * 1000));
      assert.ok(again === second * 1000 || wallAt(again) === wallAt(second * 1000));
    }),
  );
});

for (const unknown of ['', 'Nowhere/Else', 'Europe', 'x'.repeat(300)])
  test(`there is no time zone ${JSON.stringify(unknown.slice(0, 20))}`, () => {
    assert.equal(zoneOf(unknown), undefined);
  });

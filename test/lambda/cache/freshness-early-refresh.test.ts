import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isDueForRefresh } from '../../../lambda/cache/freshness.ts';

const STORED_AT_MS = 1_795_476_693_000;
const LIFETIME_MS = 300_000;
const END_MS = STORED_AT_MS + LIFETIME_MS;
const entry = {
  storedAtMs: STORED_AT_MS,
  asOfUs: STORED_AT_MS * 1000,
  lifetimeMs: LIFETIME_MS,
  fetchMs: 1000,
  value: '{}',
};
const MAX_RANDOM = 1 - Number.EPSILON / 2;
/** The lowest random number with which an entry is due this long before it expires; 1 if no number makes it due. */
const threshold = (leftMs: number, fetchMs: number) => 1 - Math.exp(-leftMs / fetchMs);

for (const [leftMs, random, isDue] of [
  [LIFETIME_MS, 0, false],
  [LIFETIME_MS, MAX_RANDOM, false],
  [36_737, MAX_RANDOM, false],
  [36_736, MAX_RANDOM, true],
  [694, 0.5, false],
  [693, 0.5, true],
  [1000, 0.632, false],
  [1000, 0.633, true],
  [1, 0, false],
  [0, 0, true],
  [-1, 0, true],
] as const) {
  test(`${leftMs} ms before its end, the random number ${random} ${isDue ? 'refreshes' : 'keeps'} an entry`, () => {
    assert.equal(isDueForRefresh(entry, END_MS - leftMs, random), isDue);
  });
}

test('an entry is due at the end of its lifetime for any random number and fetch duration', () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(random, fc.nat(), fc.nat(), (chance, fetchMs, lateMs) => {
      assert.equal(isDueForRefresh({ ...entry, fetchMs }, END_MS + lateMs, chance), true);
    }),
  );
});

test('an entry with a fetch duration of 0 is not due before its end', () => {
  assert.equal(isDueForRefresh({ ...entry, fetchMs: 0 }, END_MS - 1, MAX_RANDOM), false);
});

test('the probability never falls with age, random number or fetch duration', () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const time = fc.integer({ min: 0, max: LIFETIME_MS });
  fc.assert(
    fc.property(random, random, time, time, time, (one, other, ageMs, laterMs, fetchMs) => {
      const nowMs = STORED_AT_MS + ageMs;
      const chance = Math.min(one, other);
      if (!isDueForRefresh({ ...entry, fetchMs }, nowMs, chance)) return;
      assert(isDueForRefresh({ ...entry, fetchMs }, nowMs + laterMs, chance), 'later');
      assert(isDueForRefresh({ ...entry, fetchMs }, nowMs, Math.max(one, other)), 'more random');
      assert(isDueForRefresh({ ...entry, fetchMs: fetchMs * 2 }, nowMs, chance), 'slower');
    }),
  );
});

test('the probability follows an exponential distribution with the fetch duration as its mean', () => {
  const left = fc.integer({ min: 1, max: 10_000 });
  fc.assert(
    fc.property(left, fc.integer({ min: 100, max: 10_000 }), (leftMs, fetchMs) => {
      // Further from the end, the probability is lower than the tolerance below.
      fc.pre(leftMs <= 10 * fetchMs);
      const least = threshold(leftMs, fetchMs);
      const isDue = (random: number) => isDueForRefresh({ ...entry, fetchMs }, END_MS - leftMs, random);
      assert.equal(isDue(least - 1e-6), false);
      assert.equal(isDue(least + 1e-6), true);
    }),
  );
});

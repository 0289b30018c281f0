import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrivalsOf } from './arrivals.ts';

const traffic = { seed: 1, perMinute: 2500, durationMs: 60_000, keys: 50 };

test('the same seed gives the same arrivals, another seed others', () => {
  assert.deepEqual(arrivalsOf(traffic), arrivalsOf(traffic));
  assert.notDeepEqual(arrivalsOf(traffic), arrivalsOf({ ...traffic, seed: 2 }));
});

test('they come in order, within the time, about as often as wanted', () => {
  const arrivals = arrivalsOf(traffic);
  const times = arrivals.map(({ atMs }) => atMs);
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
  assert.ok(times.every((atMs) => atMs >= 0 && atMs < traffic.durationMs));
  assert.ok(Math.abs(arrivals.length - traffic.perMinute) < 200, `${arrivals.length}`);
});

test('every key is asked for, the first about twice as often as the second', () => {
  const counts = new Map<number, number>();
  for (const { key } of arrivalsOf({ ...traffic, durationMs: 600_000 }))
    counts.set(key, (counts.get(key) ?? 0) + 1);
  assert.deepEqual(
    [...counts.keys()].sort((a, b) => a - b),
    Array.from({ length: traffic.keys }, (_, key) => key),
  );
  const ratio = (counts.get(0) ?? 0) / (counts.get(1) ?? 1);
  assert.ok(ratio > 1.8 && ratio < 2.2, `${ratio}`);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrivalsOf } from './arrivals.ts';

const traffic = { seed: 1, perMinute: 2500, durationMs: 60_000, keys: 50 };

test('the same seed gives the same arrivals, and another seed gives other arrivals', () => {
  assert.deepEqual(arrivalsOf(traffic), arrivalsOf(traffic));
  assert.notDeepEqual(arrivalsOf(traffic), arrivalsOf({ ...traffic, seed: 2 }));
});

test('arrivals are in order, within the duration and at about the given rate', () => {
  const times = arrivalsOf(traffic).map(({ atMs }) => atMs);
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
  assert.ok(times.every((atMs) => atMs >= 0 && atMs < traffic.durationMs));
  assert.ok(Math.abs(times.length - traffic.perMinute) < 200, `${times.length}`);
});

test('every key gets requests, the first about twice as many as the second', () => {
  const counts = new Map<number, number>();
  for (const { key } of arrivalsOf({ ...traffic, durationMs: 600_000 }))
    counts.set(key, (counts.get(key) ?? 0) + 1);
  assert.equal(counts.size, traffic.keys);
  const ratio = (counts.get(0) ?? 0) / (counts.get(1) ?? 1);
  assert.ok(ratio > 1.8 && ratio < 2.2, `${ratio}`);
});

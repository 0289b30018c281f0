import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { freshness, jitteredLifetimeMs } from '../../../lambda/cache/freshness.ts';

const STORED_AT_MS = 1_795_476_693_000;
const entry = { storedAtMs: STORED_AT_MS, lifetimeMs: 300_000, value: '{}' };

for (const [ageMs, state, ageSeconds, ttlSeconds] of [
  [0, 'fresh', 0, 300],
  [1, 'fresh', 0, 300],
  [999, 'fresh', 0, 300],
  [1000, 'fresh', 1, 299],
  [1001, 'fresh', 1, 299],
  [12_345, 'fresh', 12, 288],
  [299_000, 'fresh', 299, 1],
  [299_999, 'fresh', 299, 1],
  [300_000, 'expired', 300, 0],
  [301_000, 'expired', 301, -1],
  [86_400_000, 'expired', 86_400, -86_100],
  [-1, 'fresh', 0, 300],
  [-60_000, 'fresh', 0, 300],
] as const) {
  test(`after ${ageMs} ms, an entry that lives 300 s is ${state}, ${ageSeconds} s old`, () => {
    assert.deepEqual(freshness(entry, STORED_AT_MS + ageMs), { state, ageSeconds, ttlSeconds });
  });
}

test('an entry without a lifetime has expired from the beginning', () => {
  assert.equal(freshness({ ...entry, lifetimeMs: 0 }, STORED_AT_MS).state, 'expired');
  assert.equal(freshness({ ...entry, lifetimeMs: 1 }, STORED_AT_MS).state, 'fresh');
});

test('a fresh entry stays so for at least a second as told, an expired one for none', () => {
  const time = fc.integer({ min: 0, max: 10_000_000 });
  fc.assert(
    fc.property(time, time, time, (storedAtMs, lifetimeMs, nowMs) => {
      const { state, ageSeconds, ttlSeconds } = freshness({ storedAtMs, lifetimeMs, value: '' }, nowMs);
      assert.equal(ttlSeconds >= 1, state === 'fresh');
      assert(Number.isInteger(ageSeconds) && ageSeconds >= 0);
      assert.equal(state === 'fresh', Math.max(0, nowMs - storedAtMs) < lifetimeMs);
    }),
  );
});

for (const [random, lifetimeMs] of [
  [0, 270_000],
  [0.25, 285_000],
  [0.5, 300_000],
  [0.75, 315_000],
  [1 - Number.EPSILON, 330_000],
] as const) {
  test(`a TTL of 300 s with the random number ${random} becomes ${lifetimeMs} ms`, () => {
    assert.equal(jitteredLifetimeMs(300, random), lifetimeMs);
  });
}

test('a lifetime is a whole number of milliseconds within 10 % of the TTL, and grows with the random number', () => {
  const ttl = fc.integer({ min: 1, max: 86_400 });
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(ttl, random, random, (ttlSeconds, one, other) => {
      const lifetimes = [Math.min(one, other), Math.max(one, other)].map((number) =>
        jitteredLifetimeMs(ttlSeconds, number),
      );
      const [lower = Number.NaN, upper = Number.NaN] = lifetimes;
      assert(lifetimes.every(Number.isInteger));
      assert(ttlSeconds * 900 <= lower && lower <= upper && upper <= ttlSeconds * 1100, String(lifetimes));
    }),
  );
});

test('a lifetime is never less than the 1 ms that Redis takes', () => {
  assert.equal(jitteredLifetimeMs(0, 0), 1);
});

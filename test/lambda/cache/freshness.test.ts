import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { freshness, jitteredLifetimeMs } from '../../../lambda/cache/freshness.ts';

const STORED_AT_MS = 1_795_476_693_000;
const VERSION = '5f0c2a9be1d37a64';
const entry = {
  storedAtMs: STORED_AT_MS,
  tagsVersion: VERSION,
  lifetimeMs: 300_000,
  fetchMs: 1000,
  value: '{}',
};
const STALE_MS = 3_600_000;
const termsAt = (nowMs: number, staleMs = STALE_MS, tagsVersion: string | undefined = VERSION) => ({
  nowMs,
  staleMs,
  maxAgeMs: undefined,
  tagsVersion,
});

for (const [ageMs, state, ageSeconds, ttlSeconds] of [
  [0, 'fresh', 0, 300],
  [1, 'fresh', 0, 300],
  [999, 'fresh', 0, 300],
  [1000, 'fresh', 1, 299],
  [1001, 'fresh', 1, 299],
  [12_345, 'fresh', 12, 288],
  [299_000, 'fresh', 299, 1],
  [299_999, 'fresh', 299, 1],
  [300_000, 'stale', 300, 0],
  [300_001, 'stale', 300, 0],
  [300_999, 'stale', 300, 0],
  [301_000, 'stale', 301, -1],
  [3_899_999, 'stale', 3899, -3599],
  [3_900_000, 'expired', 3900, -3600],
  [86_400_000, 'expired', 86_400, -86_100],
  [-1, 'fresh', 0, 300],
  [-60_000, 'fresh', 0, 300],
] as const) {
  test(`with a lifetime of 300 s and stale-if-error of 1 h, an entry ${ageMs} ms old is ${state} with an age of ${ageSeconds} s`, () => {
    const found = freshness(entry, termsAt(STORED_AT_MS + ageMs));
    assert.deepEqual(found, { state, isInvalidated: false, ageSeconds, ttlSeconds });
  });
}

for (const [tagsVersion, staleMs, state] of [
  [VERSION, 0, 'fresh'],
  ['another', 0, 'expired'],
  ['another', STALE_MS, 'expired'],
] as const)
  test(`a personal entry whose tags have the version ${tagsVersion}, with stale-if-error of ${staleMs} ms, is ${state}`, () => {
    const terms = { ...termsAt(STORED_AT_MS + 1, staleMs, tagsVersion), isPersonal: true };
    assert.equal(freshness(entry, terms).state, state);
  });

test('a personal entry that has lost a tag is expired', () => {
  assert.equal(freshness(entry, { ...unknownAt(STORED_AT_MS), isPersonal: true }).state, 'expired');
});

test('an entry with a lifetime of 0 is stale at once, or expired if stale-if-error is 0', () => {
  assert.equal(freshness({ ...entry, lifetimeMs: 0 }, termsAt(STORED_AT_MS, 1)).state, 'stale');
  assert.equal(freshness({ ...entry, lifetimeMs: 0 }, termsAt(STORED_AT_MS, 0)).state, 'expired');
  assert.equal(freshness({ ...entry, lifetimeMs: 1 }, termsAt(STORED_AT_MS, 0)).state, 'fresh');
});

test('a fresh entry has a TTL of at least 1 s, any other of 0 or less', () => {
  const time = fc.integer({ min: 0, max: 10_000_000 });
  fc.assert(
    fc.property(time, time, time, time, (storedAtMs, lifetimeMs, nowMs, staleMs) => {
      const timed = { ...entry, storedAtMs, lifetimeMs };
      const { state, ageSeconds, ttlSeconds } = freshness(timed, termsAt(nowMs, staleMs));
      assert.equal(ttlSeconds >= 1, state === 'fresh');
      assert(Number.isInteger(ageSeconds) && ageSeconds >= 0);
      const ageMs = Math.max(0, nowMs - storedAtMs);
      assert.equal(state === 'fresh', ageMs < lifetimeMs);
      assert.equal(state === 'expired', ageMs >= lifetimeMs + staleMs);
    }),
  );
});

const unknownAt = (nowMs: number) => ({ ...termsAt(nowMs), tagsVersion: undefined });

for (const [ageMs, state, ttlSeconds] of [
  [0, 'stale', 0],
  [299_999, 'stale', 0],
  [301_000, 'stale', -1],
  [3_899_999, 'stale', -3599],
  [3_900_000, 'expired', -3600],
] as const) {
  test(`if a tag has another version or was lost, an entry ${ageMs} ms old is ${state}`, () => {
    const nowMs = STORED_AT_MS + ageMs;
    const isInvalidated = ageMs < entry.lifetimeMs;
    const expected = { state, isInvalidated, ageSeconds: Math.floor(ageMs / 1000), ttlSeconds };
    assert.deepEqual(freshness(entry, termsAt(nowMs, STALE_MS, '0123456789abcdef')), expected);
    assert.deepEqual(freshness(entry, unknownAt(nowMs)), expected);
  });
}

test('an entry whose tags have changed is never fresh, whatever the clocks of the containers show', () => {
  const time = fc.integer({ min: 1, max: 10_000_000 });
  fc.assert(
    fc.property(time, time, (storedAtMs, nowMs) => {
      const terms = termsAt(nowMs, STALE_MS, '0123456789abcdef');
      assert.notEqual(freshness({ ...entry, storedAtMs }, terms).state, 'fresh');
      assert.notEqual(freshness({ ...entry, storedAtMs }, unknownAt(nowMs)).state, 'fresh');
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

test('a lifetime is an integer within 10 % of the TTL and increases with the random number', () => {
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

test('a lifetime is at least 1 ms, the minimum for Redis', () => {
  assert.equal(jitteredLifetimeMs(0, 0), 1);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeEntry } from '../../../lambda/cache/entry.ts';
import { type Found, isFoundEntry, judge } from '../../../lambda/cache/found.ts';
import { type CacheResult, collapsed, fetched, forwardOf, served } from '../../../lambda/cache/result.ts';

const NOW_MS = Date.UTC(2026, 0, 12);
const bytesAged = (ageMs: number) =>
  encodeEntry({
    storedAtMs: NOW_MS - ageMs,
    asOfUs: (NOW_MS - ageMs) * 1000,
    lifetimeMs: 10_000,
    fetchMs: 1,
    value: '"old"',
  });
const found = (bytes: Buffer | undefined) =>
  judge({ bytes, changedAtUs: 0 }, { nowMs: NOW_MS, staleMs: 5000, maxAgeMs: undefined });
const entry = (ageMs: number) => {
  const judged = found(bytesAged(ageMs));
  assert(isFoundEntry(judged));
  return judged;
};

const unavailable: Found = { state: 'unavailable', cause: 'down' };
for (const [label, given, state, forward] of [
  ['a fresh entry', found(bytesAged(9000)), 'fresh', 'stale'],
  ['a stale entry', found(bytesAged(10_000)), 'stale', 'stale'],
  ['an expired entry', found(bytesAged(15_000)), 'expired', 'stale'],
  ['no entry', found(undefined), 'absent', 'uri-miss'],
  ['an entry that cannot be read', found(Buffer.from('?')), 'unreadable', 'miss'],
  ['an unavailable store', unavailable, 'unavailable', 'bypass'],
] as const) {
  test(`${label} is ${state} and goes to the origin as ${forward}`, () => {
    assert.equal(given.state, state);
    assert.equal(forwardOf(given), forward);
    const outcome = forward === 'bypass' ? 'bypass' : 'miss';
    assert.partialDeepStrictEqual(fetched('1', given, 'stored'), { outcome, value: '1', ageSeconds: 0 });
  });
}

test('a fresh entry is a hit, and a stale entry has its reason', () => {
  assert.deepEqual(served(entry(9000), 'collapsed'), {
    outcome: 'hit',
    value: '"old"',
    ageSeconds: 9,
    ttlSeconds: 1,
  });
  assert.deepEqual(served(entry(12_000), 'genesys_unavailable'), {
    outcome: 'stale',
    value: '"old"',
    ageSeconds: 12,
    ttlSeconds: -2,
    reason: 'genesys_unavailable',
  });
});

test('a fresh result becomes collapsed for a request that waited, and a stale result stays stale', () => {
  const absent = found(undefined);
  const stale = served(entry(12_000), 'genesys_unavailable');
  assert.equal(collapsed(stale, absent), stale);
  const results: CacheResult[] = [
    served(entry(3000), 'collapsed'),
    fetched('1', absent, 'superseded'),
    fetched('1', unavailable, 'skipped'),
  ];
  for (const result of results) {
    const { value, ageSeconds } = result;
    assert.deepEqual(collapsed(result, absent), {
      outcome: 'collapsed',
      value,
      ageSeconds,
      forward: 'uri-miss',
    });
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeEntry } from '../../../lambda/cache/entry.ts';
import { isFoundEntry, judge } from '../../../lambda/cache/freshness.ts';
import { combinedVersion } from '../../../lambda/cache/keys.ts';
import {
  asLocal,
  type CacheResult,
  collapsed,
  fetched,
  forwardOf,
  isLocalCopy,
  served,
} from '../../../lambda/cache/result.ts';

const NOW_MS = Date.UTC(2026, 0, 12);
const bytesAged = (ageMs: number) =>
  encodeEntry({
    storedAtMs: NOW_MS - ageMs,
    lifetimeMs: 10_000,
    fetchMs: 1,
    tagsVersion: combinedVersion([]) ?? '',
    value: '"old"',
  });
const found = (bytes: Buffer | undefined) =>
  judge({ bytes, versions: [] }, { nowMs: NOW_MS, staleMs: 5000, maxAgeMs: undefined });
const notFresh = (bytes: Buffer | undefined) => {
  const judged = found(bytes);
  assert(judged.state !== 'fresh');
  return judged;
};
const entry = (ageMs: number) => {
  const judged = found(bytesAged(ageMs));
  assert(isFoundEntry(judged));
  return judged;
};

for (const [label, given, state, forward] of [
  ['a stale entry', notFresh(bytesAged(10_000)), 'stale', 'stale'],
  ['an expired entry', notFresh(bytesAged(15_000)), 'expired', 'stale'],
  ['no entry', notFresh(undefined), 'absent', 'uri-miss'],
  ['an entry that cannot be read', notFresh(Buffer.from('?')), 'unreadable', 'miss'],
] as const) {
  test(`${label} is ${state} and goes to the origin as ${forward}`, () => {
    assert.equal(given.state, state);
    assert.equal(forwardOf(given), forward);
    assert.partialDeepStrictEqual(fetched('1', given, 'stored'), {
      outcome: 'miss',
      value: '1',
      ageSeconds: 0,
    });
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
  const absent = notFresh(undefined);
  const stale = served(entry(12_000), 'genesys_unavailable');
  assert.equal(collapsed(stale, absent), stale);
  const results: CacheResult[] = [served(entry(3000), 'collapsed'), fetched('1', absent, 'superseded')];
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

test("a result of the container's own copies is marked as a copy, and a fetch among them is a bypass", () => {
  const absent = notFresh(undefined);
  const [fresh, stale] = [served(entry(9000), 'collapsed'), served(entry(12_000), 'genesys_unavailable')];
  assert.deepEqual(asLocal(fresh), { ...fresh, isLocal: true });
  assert.deepEqual(asLocal(stale), { ...stale, isLocal: true });
  const miss = fetched('1', absent, 'stored');
  assert.deepEqual(asLocal(miss), { outcome: 'bypass', value: '1', ageSeconds: 0 });
  assert.deepEqual(asLocal(collapsed(miss, absent)), { ...collapsed(miss, absent), forward: 'bypass' });
  assert.deepEqual([fresh, asLocal(fresh), asLocal(miss)].map(isLocalCopy), [false, true, false]);
});

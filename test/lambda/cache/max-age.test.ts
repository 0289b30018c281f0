import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { encodeEntry } from '../../../lambda/cache/entry.ts';
import { fallBack } from '../../../lambda/cache/fetch.ts';
import { freshness, judge } from '../../../lambda/cache/freshness.ts';
import { combinedVersion } from '../../../lambda/cache/keys.ts';
import { DataActionError } from '../../../lambda/errors.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { startService } from '../../support/service.ts';

const STORED_AT_MS = Date.UTC(2026, 0, 12);
const VERSION = combinedVersion([]) ?? '';
const entryOf = (lifetimeMs: number) => ({
  storedAtMs: STORED_AT_MS,
  tagsVersion: VERSION,
  lifetimeMs,
  fetchMs: 20,
  value: '{}',
});
const momentAt = (ageMs: number, staleMs: number, maxAgeMs?: number) => ({
  nowMs: STORED_AT_MS + ageMs,
  staleMs,
  maxAgeMs,
  tagsVersion: VERSION,
});

for (const [lifetimeMs, staleMs, ageMs, state, ttlSeconds] of [
  [10_000, 50_000, 9_999, 'fresh', 1],
  [10_000, 50_000, 10_000, 'stale', 0],
  [10_000, 50_000, 59_999, 'stale', -49],
  [10_000, 50_000, 60_000, 'expired', -50],
  [11_000, 50_000, 59_999, 'stale', -48],
  [11_000, 50_000, 60_000, 'expired', -49],
  [9_000, 50_000, 58_999, 'stale', -49],
  [9_000, 50_000, 59_000, 'expired', -50],
  [10_000, 3_600_000, 60_000, 'expired', -50],
  [330_000, 3_600_000, 59_999, 'fresh', 1],
  [330_000, 3_600_000, 60_000, 'expired', 0],
] as const) {
  test(`with a max age of 60 s, a lifetime of ${lifetimeMs} ms and stale-if-error of ${staleMs} ms, an entry ${ageMs} ms old is ${state}`, () => {
    const found = freshness(entryOf(lifetimeMs), momentAt(ageMs, staleMs, 60_000));
    assert.deepEqual([found.state, found.ttlSeconds], [state, ttlSeconds]);
  });
}

describe('an entry that could be served at the time of the read', () => {
  const stored = { bytes: encodeEntry(entryOf(10_000)), versions: [] };
  const error = new DataActionError('genesys_unavailable', 'down');

  test('is served instead of an error until its max age', () => {
    const found = judge(stored, momentAt(59_000, 50_000, 60_000));
    assert.equal(fallBack(found, error, STORED_AT_MS + 59_999).outcome, 'stale');
    assert.throws(() => fallBack(found, error, STORED_AT_MS + 60_000), error);
  });

  test('is served after a fetch of any duration if there is no max age', () => {
    const found = judge(stored, momentAt(59_000, 50_000));
    assert.equal(fallBack(found, error, STORED_AT_MS + 90_000).outcome, 'stale');
  });

  test('is not served if no entry was read', () => {
    assert.throws(
      () => fallBack(judge({ bytes: undefined, versions: [] }, momentAt(0, 50_000)), error, STORED_AT_MS),
      error,
    );
  });
});

for (const [action, parameters] of [
  ['queue-wait-time', { queueId: 'ef871c05-3104-464f-a268-17ded0a21903' }],
  ['queue-observations', { queueIds: 'ef871c05-3104-464f-a268-17ded0a21903' }],
  ['user-status', { userId: '1d4a30d7-8de6-4e5f-a885-ffac2c6b8425' }],
] as const) {
  for (const random of [0, 0.999]) {
    test(`${action} serves a stale entry only before 60 s, with jitter ${random}`, async (t) => {
      const clock = createFakeClock();
      const { simulator, request } = await startService(t, {
        ports: { clock, random: () => random },
      });
      assert.equal((await request(action, parameters)).body.source, 'api');
      // A refused login is not retried, so the request needs no timer; this clock stands still.
      simulator.fail({ kind: 'status', status: 401, target: 'all' });
      await clock.advance(54_000);
      assert.partialDeepStrictEqual((await request(action, parameters)).body, {
        stale: true,
        ageSeconds: 54,
      });
      await clock.advance(6_000);
      assert.equal((await request(action, parameters)).body.code, 'genesys_authentication_failed');
    });
  }
}

test('an entry stored with a longer TTL by earlier settings is not served beyond the max age', async (t) => {
  const clock = createFakeClock();
  const { request } = await startService(t, {
    ports: { clock, random: () => 0.999 },
    env: { CACHE_TTL_SECONDS_USER_STATUS: '54' },
  });
  const parameters = { userId: '1d4a30d7-8de6-4e5f-a885-ffac2c6b8425' };
  await request('user-status', parameters);
  await clock.advance(59_000);
  assert.partialDeepStrictEqual((await request('user-status', parameters)).body, {
    source: 'cache',
    stale: false,
  });
  await clock.advance(1_000);
  assert.equal((await request('user-status', parameters)).body.source, 'api');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreUnavailable } from '../../../lambda/cache/store.ts';
import { DataActionError } from '../../../lambda/errors.ts';
import {
  createCacheHarness,
  errorIn,
  hit,
  miss,
  NEW,
  requestOnce,
  resultIn,
  stale,
} from '../../support/cache-harness.ts';

/** With the random number 0.5, an entry whose fetch took 1 s is refreshed within its last 693 ms. */
const DUE = { stored: { ageMs: 299_400 } };
const unavailable = new DataActionError('genesys_unavailable', 'Genesys responded with status 503');
const down = new StoreUnavailable('Redis did not reply within 250 ms');

test('an entry near the end of its TTL is refreshed in one attempt, and the new entry is served', async () => {
  const seen = await requestOnce({ ...DUE, ms: 200 });
  assert.deepEqual(seen.trace, [
    '0 cache.read hit',
    '0 cache.lease acquired early',
    '0 fetch once',
    '200 cache.write stored',
    '200 cache.result miss',
  ]);
  assert.deepEqual(resultIn(seen), miss('stale'));
});

test('an entry earlier in its TTL is served without a refresh', async () => {
  const seen = await requestOnce({ stored: { ageMs: 299_300 } });
  assert.deepEqual(seen.trace, ['0 cache.read hit', '0 cache.result hit']);
});

test('refreshTimeoutMs = 0 disables early refresh', async () => {
  const seen = await requestOnce({ stored: { ageMs: 299_999 }, policy: { refreshTimeoutMs: 0 } });
  assert.deepEqual(seen.trace, ['0 cache.read hit', '0 cache.result hit']);
});

test('while one container refreshes an entry early, the others serve the fresh entry', async () => {
  const { clock, trace, container, stored } = await createCacheHarness(DUE);
  const first = container('A').request({ ms: 200 });
  await clock.advance(10);
  assert.deepEqual(resultIn(await container('B').request()), hit(299));
  await clock.advance(200);
  assert.equal(resultIn(await first).value, NEW);
  assert.equal(await stored(), NEW);
  assert.deepEqual(trace.slice(3, 6), [
    '10 B: cache.read hit',
    '10 B: cache.lease held early',
    '10 B: cache.result hit',
  ]);
});

test('a failed early refresh serves the fresh entry and starts a back-off', async () => {
  const { container, trace } = await createCacheHarness(DUE);
  const a = container('A');
  for (let count = 0; count < 2; count += 1)
    assert.deepEqual(resultIn(await a.request({ error: unavailable })), hit(299));
  assert.deepEqual(trace, [
    '0 A: cache.read hit',
    '0 A: cache.lease acquired early',
    '0 A: fetch once',
    '0 A: cache.failure stored genesys_unavailable for 750 ms',
    '0 A: cache.result hit',
    '0 A: cache.read hit',
    '0 A: cache.lease failed early',
    '0 A: cache.result hit',
  ]);
});

test('an early refresh is aborted after refreshTimeoutMs, and the fresh entry is served', async () => {
  const seen = await requestOnce({ ...DUE, ms: 60_000, policy: { refreshTimeoutMs: 500 } });
  assert.deepEqual(seen.trace, [
    '0 cache.read hit',
    '0 cache.lease acquired early',
    '0 fetch once',
    '500 fetch aborted',
    '500 cache.failure stored deadline_exceeded for 750 ms',
    '500 cache.result hit',
  ]);
  assert.deepEqual(resultIn(seen), hit(299));
});

test('an entry that expires during a failed early refresh is served as stale', async () => {
  const seen = await requestOnce({ ...DUE, ms: 60_000 });
  assert.equal(seen.trace.at(-1), '800 cache.result stale');
  assert.deepEqual(resultIn(seen), stale(300, 'deadline_exceeded'));
});

test('an early refresh leaves the time reserved for storing', async () => {
  const seen = await requestOnce({ ...DUE, ms: 60_000, budgetMs: 700 });
  assert.equal(seen.trace[3], '400 fetch aborted');
});

test('a 404 during an early refresh serves the fresh entry once more and deletes it', async () => {
  const { container, stored } = await createCacheHarness(DUE);
  const error = new DataActionError('genesys_not_found', 'Genesys has no such resource');
  assert.deepEqual(resultIn(await container('A').request({ error })), hit(299));
  assert.equal(await stored(), 'absent');
  const thrown = errorIn(await container('B').request());
  assert.ok(thrown instanceof DataActionError);
  assert.equal(thrown.statusCode, 404);
});

test('an entry is not refreshed early when the lease is unavailable', async () => {
  const seen = await requestOnce({ ...DUE, faults: { acquireLease: { ms: 250, error: down } } });
  assert.deepEqual(seen.trace, [
    '0 cache.read hit',
    '250 cache.lease unavailable early',
    '250 cache.result hit',
  ]);
  assert.deepEqual(resultIn(seen), hit(299));
});

test('an entry that another container has refreshed since the read is served', async () => {
  const { clock, trace, container } = await createCacheHarness(DUE);
  const slow = container('B');
  slow.faults.acquireLease = { ms: 50 };
  const second = slow.request();
  await clock.advance(10);
  await container('A').request();
  await clock.advance(100);
  assert.equal(resultIn(await second).value, NEW);
  assert.deepEqual(trace.slice(-2), ['50 B: cache.lease changed early', '50 B: cache.result hit']);
});

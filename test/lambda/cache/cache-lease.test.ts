import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeEntry } from '../../../lambda/cache/entry.ts';
import { combinedVersion } from '../../../lambda/cache/keys.ts';
import { StoreUnavailable } from '../../../lambda/cache/store.ts';
import { DataActionError } from '../../../lambda/errors.ts';
import {
  BYPASS,
  collapsed,
  createCacheHarness,
  errorIn,
  KEY,
  miss,
  NEW,
  OLD,
  resultIn,
  stale,
  TAGS,
} from '../../support/cache-harness.ts';
import { codeOf } from '../../support/error-code.ts';
import { put, versionsOf } from '../../support/stored.ts';

const down = new StoreUnavailable('Redis did not reply within 250 ms');

test('when two containers miss, one fetches and the other polls every 30 ms until the entry is stored', async () => {
  const { clock, trace, container } = await createCacheHarness();
  const first = container('A').request({ ms: 200 });
  await clock.advance(10);
  const second = container('B').request();
  await clock.advance(400);
  assert.deepEqual(resultIn(await first), miss('uri-miss'));
  assert.deepEqual(resultIn(await second), collapsed('uri-miss'));
  assert.deepEqual(trace, [
    '0 A: cache.read uri-miss',
    '0 A: cache.lease acquired',
    '0 A: fetch',
    '10 B: cache.read uri-miss',
    '200 A: cache.write stored',
    '200 A: cache.result miss',
    '220 B: cache.lease changed after 7',
    '220 B: cache.result collapsed',
  ]);
  assert.equal(clock.pendingTimers, 0);
});

test('intervals between polls vary from 15 to 45 ms, so that waiting containers do not poll together', async () => {
  const numbers = [0, 1 - Number.EPSILON / 2, 0.5];
  const { clock, events, container } = await createCacheHarness({ random: () => numbers.shift() ?? 0.5 });
  const first = container('A').request({ ms: 75 });
  await clock.advance(0);
  const second = container('B').request();
  await clock.advance(15 + 45);
  assert.equal(events.filter(({ type }) => type === 'cache.lease').length, 1);
  await clock.advance(30);
  await Promise.all([first, second]);
  const waited = events.findLast((event) => event.type === 'cache.lease');
  assert.deepEqual([waited?.outcome, waited?.polls], ['changed', 3]);
});

test('many containers that miss at once make one fetch', async () => {
  const { clock, trace, container } = await createCacheHarness();
  const requests = Array.from({ length: 20 }, (_, index) => container(`${index}`).request({ ms: 200 }));
  await clock.advance(400);
  for (const outcome of await Promise.all(requests)) assert.equal(resultIn(outcome).value, NEW);
  assert.equal(trace.filter((line) => line.endsWith('fetch')).length, 1);
});

test('while another container fetches, a stale entry is served at once', async () => {
  const { clock, trace, container } = await createCacheHarness({ stored: { ageMs: 312_000 } });
  const first = container('A').request({ ms: 200 });
  await clock.advance(10);
  assert.deepEqual(resultIn(await container('B').request()), stale(312, 'collapsed'));
  await clock.advance(400);
  assert.deepEqual(resultIn(await first), miss('stale'));
  assert.deepEqual(trace.slice(3, 6), [
    '10 B: cache.read stale',
    '10 B: cache.lease held',
    '10 B: cache.result stale',
  ]);
});

test('a waiting container gets the error of the failed fetch', async () => {
  const { clock, trace, container } = await createCacheHarness();
  const error = new DataActionError('genesys_unavailable', 'Genesys responded with status 503');
  const first = container('A').request({ ms: 200, error });
  await clock.advance(10);
  const second = container('B').request();
  await clock.advance(400);
  assert.equal(errorIn(await first), error);
  const thrown = errorIn(await second);
  assert.ok(thrown instanceof DataActionError);
  assert.deepEqual([thrown.code, thrown.message], [error.code, error.message]);
  assert.equal(trace.at(-1), '220 B: cache.lease failed after 7');
});

test('an entry that another container has stored since the read is served without a fetch', async () => {
  const { clock, trace, container } = await createCacheHarness();
  const slow = container('B');
  slow.faults.acquireLease = { ms: 50 };
  const second = slow.request();
  await clock.advance(10);
  await container('A').request();
  await clock.advance(100);
  assert.deepEqual(resultIn(await second), {
    outcome: 'hit',
    value: NEW,
    ageSeconds: 0,
    ttlSeconds: 300,
  });
  assert.deepEqual(trace.slice(-2), ['50 B: cache.lease changed', '50 B: cache.result hit']);
});

test('an entry that has expired since the read is fetched under the lease', async () => {
  const { clock, trace, container } = await createCacheHarness({
    stored: { ageMs: 312_000 },
    policy: { negativeSeconds: 0 },
  });
  const slow = container('B');
  slow.faults.acquireLease = { ms: 50 };
  const second = slow.request();
  await clock.advance(10);
  await container('A').request({
    error: new DataActionError('genesys_not_found', 'Genesys has no such resource'),
  });
  await clock.advance(200);
  assert.deepEqual(resultIn(await second), miss('uri-miss'));
  assert.deepEqual(trace.slice(-4), [
    '100 B: cache.lease acquired',
    '100 B: fetch',
    '100 B: cache.write stored',
    '100 B: cache.result miss',
  ]);
});

test('a stale entry found after a wait has the outcome stale, not collapsed', async () => {
  const { clock, store, container } = await createCacheHarness();
  void container('A').request({ ms: 60_000, budgetMs: 90_000 });
  await clock.advance(10);
  const second = container('B').request();
  await clock.advance(10);
  // The clock of the container that stores it is an hour behind.
  const storedAtMs = clock.epochMs() - 312_000;
  const tagsVersion = combinedVersion(await versionsOf(store, TAGS)) ?? '';
  const entry = { storedAtMs, tagsVersion, lifetimeMs: 300_000, fetchMs: 1, value: OLD };
  await put(store, KEY, encodeEntry(entry));
  await clock.advance(20);
  assert.deepEqual(resultIn(await second), stale(312, 'collapsed'));
});

test('a lease that its container stops extending ends after its term, and the next container fetches', async () => {
  const { clock, trace, container } = await createCacheHarness();
  const dying = container('A');
  // A frozen or killed container neither extends its lease nor ends its fetch.
  dying.faults.extendLease = { error: down };
  void dying.request({ ms: 60_000, ignoresAbort: true, budgetMs: 90_000 });
  await clock.advance(10);
  const second = container('B').request({ ms: 200 });
  await clock.advance(2500);
  assert.deepEqual(resultIn(await second), miss('uri-miss'));
  assert.deepEqual(trace.slice(4), [
    '1510 B: cache.lease acquired after 50',
    '1510 B: fetch',
    '1710 B: cache.write stored',
    '1710 B: cache.result miss',
  ]);
});

test('a container extends its lease during a slow fetch', async () => {
  const { clock, trace, container } = await createCacheHarness();
  const first = container('A').request({ ms: 4000 });
  await clock.advance(10);
  const second = container('B').request();
  await clock.advance(5000);
  await Promise.all([first, second]);
  assert.equal(trace.filter((line) => line.endsWith('fetch')).length, 1);
  assert.equal(trace.at(-1), '4000 B: cache.result collapsed');
});

test('a container fetches without the lease after waiting half of its remaining time, and the late entry does not overwrite its own', async () => {
  const { clock, trace, container, stored } = await createCacheHarness();
  const first = container('A').request({ ms: 9000, value: '{"late":true}' });
  await clock.advance(10);
  const second = container('B').request({ ms: 200 });
  await clock.advance(10_000);
  assert.deepEqual(resultIn(await second), miss('uri-miss'));
  assert.deepEqual(resultIn(await first), { ...miss('uri-miss', 'superseded'), value: '{"late":true}' });
  assert.equal(await stored(), NEW);
  assert.deepEqual(trace.slice(4), [
    '5020 B: cache.lease held after 167',
    '5020 B: fetch',
    '5220 B: cache.write stored',
    '5220 B: cache.result miss',
    '9000 A: cache.write superseded',
    '9000 A: cache.result miss',
  ]);
  assert.equal(clock.pendingTimers, 0);
});

test('the failure of a fetch without the lease is not remembered', async () => {
  const { clock, trace, container } = await createCacheHarness();
  const first = container('A').request({ ms: 9000 });
  await clock.advance(10);
  const error = new DataActionError('genesys_unavailable', 'Genesys responded with status 503');
  const second = container('B').request({ error });
  await clock.advance(10_000);
  assert.equal(errorIn(await second), error);
  assert.deepEqual(resultIn(await first), miss('uri-miss'));
  assert.equal(trace.filter((line) => line.includes('cache.failure')).length, 0);
});

test('a store that goes down during a wait makes the container fetch at once', async () => {
  const { clock, trace, container } = await createCacheHarness();
  const first = container('A').request({ ms: 1000 });
  await clock.advance(10);
  const waiting = container('B');
  const second = waiting.request({ ms: 200 });
  await clock.advance(50);
  waiting.faults.acquireLease = { ms: 250, error: down };
  await clock.advance(2000);
  await first;
  assert.deepEqual(resultIn(await second), BYPASS);
  assert.ok(trace.includes('320 B: cache.lease unavailable after 2'), trace.join('\n'));
});

test('a wait for the lease ends with the error of the deadline', async () => {
  const { clock, container } = await createCacheHarness();
  void container('A').request({ ms: 60_000, budgetMs: 90_000 });
  await clock.advance(10);
  const second = container('B').request({ budgetMs: 20 });
  await clock.advance(20);
  assert.equal(codeOf(errorIn(await second)), 'deadline_exceeded');
});

test('a lease that cannot be extended or released does not fail the request', async () => {
  const { clock, container } = await createCacheHarness({
    stored: Buffer.from(OLD),
    policy: { maxEntryBytes: 10 },
  });
  const a = container('A');
  Object.assign(a.faults, {
    extendLease: { ms: 100, error: down },
    releaseLease: { ms: 100, error: down },
  });
  const first = a.request({ ms: 1200 });
  await clock.advance(2000);
  assert.deepEqual(resultIn(await first), miss('miss', 'failed'));
});

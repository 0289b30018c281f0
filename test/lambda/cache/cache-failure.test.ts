import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreUnavailable } from '../../../lambda/cache/store.ts';
import { DataActionError } from '../../../lambda/errors.ts';
import {
  createCacheHarness,
  errorIn,
  KEY,
  miss,
  type Outcome,
  requestOnce,
  resultIn,
  stale,
} from '../../support/cache-harness.ts';
import { acquireIn, failureOf, NEVER } from '../../support/stored.ts';

const unavailable = new DataActionError('genesys_unavailable', 'Genesys responded with status 503');
const missing = new DataActionError('genesys_not_found', 'Genesys has no such resource');

/** The error of a request, which must be a remembered failure. */
function remembered(outcome: Outcome): {
  code: string;
  message: string;
  retryAfterSeconds?: number | undefined;
} {
  const error = errorIn(outcome);
  assert.ok(error instanceof DataActionError, String(error));
  const { code, message, retryAfterSeconds } = error;
  return { code, message, retryAfterSeconds };
}

test('until the back-off ends, every container returns the remembered failure without a fetch', async () => {
  const { clock, trace, container } = await createCacheHarness();
  const [a, b] = [container('A'), container('B')];
  assert.equal(errorIn(await a.request({ error: unavailable })), unavailable);
  await clock.advance(749);
  const { code, message } = unavailable;
  for (const again of [a, b])
    assert.deepEqual(remembered(await again.request()), { code, message, retryAfterSeconds: 1 });
  await clock.advance(1);
  assert.deepEqual(resultIn(await b.request()), miss('uri-miss'));
  assert.deepEqual(trace, [
    '0 A: cache.read uri-miss',
    '0 A: cache.lease acquired',
    '0 A: fetch',
    '0 A: cache.failure stored genesys_unavailable for 750 ms',
    '749 A: cache.read uri-miss',
    '749 A: cache.lease failed',
    '749 B: cache.read uri-miss',
    '749 B: cache.lease failed',
    '750 B: cache.read uri-miss',
    '750 B: cache.lease acquired',
    '750 B: fetch',
    '750 B: cache.write stored',
    '750 B: cache.result miss',
  ]);
});

test('consecutive failures of all containers lengthen the back-off, and a success resets it', async () => {
  const { clock, container, events } = await createCacheHarness();
  const [a, b] = [container('A'), container('B')];
  const windows = () => events.flatMap((event) => (event.type === 'cache.failure' ? [event.windowMs] : []));
  for (const [index, windowMs] of [750, 1500, 3000, 6000, 12_000, 22_500, 22_500].entries()) {
    await (index % 2 === 0 ? a : b).request({ error: unavailable });
    assert.equal(windows().at(-1), windowMs);
    await clock.advance(windowMs);
  }
  await a.request();
  await clock.advance(300_000);
  await b.request({ error: unavailable });
  assert.equal(windows().at(-1), 750);
});

test('earlier failures are forgotten one minute after the back-off', async () => {
  const { clock, container, events } = await createCacheHarness();
  const a = container('A');
  await a.request({ error: unavailable });
  await clock.advance(750 + 60_001);
  await a.request({ error: unavailable });
  const failures = events.filter((event) => event.type === 'cache.failure');
  assert.deepEqual(
    failures.map(({ windowMs }) => windowMs),
    [750, 750],
  );
});

test('during the back-off the stale entry is served with the reason and its current age', async () => {
  const { clock, trace, container } = await createCacheHarness({ stored: { ageMs: 312_000 } });
  const a = container('A');
  const error = new DataActionError('genesys_rate_limited', 'slow down', { retryAfterSeconds: 42 });
  assert.deepEqual(resultIn(await a.request({ error })), stale(312, 'genesys_rate_limited'));
  await clock.advance(41_999);
  assert.deepEqual(resultIn(await a.request()), stale(353, 'genesys_rate_limited'));
  await clock.advance(1);
  assert.deepEqual(resultIn(await a.request()), miss('stale'));
  assert.equal(trace.filter((line) => line.endsWith('fetch once')).length, 2);
});

test('a 404 is remembered for negativeSeconds', async () => {
  const { clock, container } = await createCacheHarness({ policy: { negativeSeconds: 5 } });
  const a = container('A');
  assert.equal(errorIn(await a.request({ error: missing })), missing);
  await clock.advance(4999);
  const { code, message } = missing;
  assert.deepEqual(remembered(await a.request()), { code, message, retryAfterSeconds: 1 });
  await clock.advance(1);
  assert.deepEqual(resultIn(await a.request()), miss('uri-miss'));
});

test('negativeSeconds = 0 makes the next request fetch again', async () => {
  const { container, trace } = await createCacheHarness({ policy: { negativeSeconds: 0 } });
  const a = container('A');
  for (let count = 0; count < 2; count += 1)
    assert.equal(errorIn(await a.request({ error: missing })), missing);
  assert.equal(trace.filter((line) => line.endsWith('fetch')).length, 2);
});

for (const error of [
  missing,
  new DataActionError('genesys_permission_denied', 'routing:queue:view'),
] as DataActionError[]) {
  test(`${error.name} deletes the entry for all containers`, async () => {
    const { container } = await createCacheHarness({ stored: { ageMs: 312_000 } });
    const [a, b] = [container('A'), container('B')];
    await a.request({ error });
    assert.equal(remembered(await b.request()).code, error.code);
  });
}

test('an unreadable failure record does not prevent a fetch', async () => {
  const { store, container, trace } = await createCacheHarness();
  await acquireIn(store, KEY, { holder: 'X' });
  const record = Buffer.from('{"code":"genesys_on_fire"}');
  await store.putFailure(KEY, failureOf({ holder: 'X', record }), NEVER);
  assert.deepEqual(resultIn(await container('A').request()), miss('uri-miss'));
  assert.deepEqual(trace, [
    '0 A: cache.read uri-miss',
    '0 A: cache.lease failed',
    '0 A: fetch',
    '0 A: cache.write stored',
    '0 A: cache.result miss',
  ]);
});

test('a failure that cannot be stored is still returned', async () => {
  const down = new StoreUnavailable('Redis did not reply within 250 ms');
  const outcome = await requestOnce({ error: unavailable, faults: { putFailure: { ms: 250, error: down } } });
  assert.equal(errorIn(outcome), unavailable);
  assert.equal(outcome.trace.at(-1), '250 cache.failure failed genesys_unavailable for 750 ms');
  const failure = outcome.events.at(-1);
  assert(failure?.type === 'cache.failure');
  assert.equal(failure.cause, down);
});

test('while the store is unavailable, each container remembers its own failures', async () => {
  const { container, trace } = await createCacheHarness();
  const [a, b] = [container('A'), container('B')];
  for (const { faults } of [a, b]) faults.get = { error: new StoreUnavailable('down') };
  assert.equal(errorIn(await a.request({ error: unavailable })), unavailable);
  assert.equal(remembered(await a.request()).code, unavailable.code);
  assert.equal(errorIn(await b.request({ error: unavailable })), unavailable);
  const fetches = trace.filter((line) => line.endsWith('fetch'));
  assert.deepEqual(fetches, ['0 A: fetch', '0 B: fetch']);
});

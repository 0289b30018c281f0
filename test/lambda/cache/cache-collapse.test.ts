import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreUnavailable } from '../../../lambda/cache/store.ts';
import { DataActionError } from '../../../lambda/errors.ts';
import {
  BYPASS,
  collapsed,
  createCacheHarness,
  errorIn,
  miss,
  NEW,
  type Outcome,
  resultIn,
} from '../../support/cache-harness.ts';
import { codeOf } from '../../support/error-code.ts';

const down = new StoreUnavailable('Redis did not reply within 250 ms');
const loads = (trace: readonly string[]) => trace.filter((line) => line.includes(': fetch')).length;

test('concurrent misses of one key in one process share one lease, one fetch and one write', async () => {
  const { clock, trace, container } = await createCacheHarness();
  const a = container('A');
  const first = a.request({ ms: 200 });
  await clock.advance(10);
  const second = a.request({ ms: 200 });
  await clock.advance(400);
  assert.deepEqual(resultIn(await first), miss('uri-miss'));
  assert.deepEqual(resultIn(await second), collapsed('uri-miss'));
  assert.deepEqual(trace, [
    '0 A: cache.read uri-miss',
    '0 A: cache.lease acquired',
    '0 A: fetch',
    '10 A: cache.read uri-miss',
    '200 A: cache.write stored',
    '200 A: cache.result miss',
    '200 A: cache.result collapsed',
  ]);
});

for (const step of ['get', 'acquireLease'] as const) {
  test(`a process makes one fetch at a time when its store fails at ${step}`, async () => {
    const { clock, trace, container } = await createCacheHarness();
    const a = container('A');
    a.faults[step] = { error: down };
    const requests = Array.from({ length: 5 }, () => a.request({ ms: 200 }));
    await clock.advance(200);
    const [first, ...others] = (await Promise.all(requests)).map(resultIn);
    assert.deepEqual(first, BYPASS);
    for (const other of others) assert.deepEqual(other, collapsed('bypass'));
    assert.equal(loads(trace), 1);

    const later = a.request();
    await clock.advance(0);
    assert.equal(resultIn(await later).value, NEW);
    assert.equal(loads(trace), 2);
  });
}

test('all requests that share a fetch get its error', async () => {
  const { clock, trace, container } = await createCacheHarness();
  const a = container('A');
  const error = new DataActionError('genesys_unavailable', 'Genesys responded with status 503');
  const requests = [a.request({ ms: 200, error }), a.request({ ms: 200, error })];
  await clock.advance(200);
  for (const outcome of await Promise.all(requests)) assert.equal(errorIn(outcome), error);
  assert.equal(loads(trace), 1);
});

test('a fetch continues for the other requests after the request that started it times out', async () => {
  const { clock, trace, container, stored } = await createCacheHarness();
  const a = container('A');
  const calls: Promise<Outcome>[] = [];
  calls.push(a.request({ ms: 400, budgetMs: 1000 }));
  a.faults.putEntry = { ms: 700 };
  await clock.advance(10);
  calls.push(a.request());
  await clock.advance(2000);
  const [first, second] = await Promise.all(calls);
  assert(first && second);
  assert.equal(codeOf(errorIn(first)), 'deadline_exceeded');
  assert.deepEqual(resultIn(second), collapsed('uri-miss'));
  assert.equal(loads(trace), 1);
  assert.equal(await stored(), NEW);
  assert.equal(clock.pendingTimers, 0);
});

test('a fetch is aborted once all its requests have timed out', async () => {
  const { clock, trace, container } = await createCacheHarness();
  const a = container('A');
  a.faults.acquireLease = { ms: 700 };
  const requests = [a.request({ ms: 60_000, budgetMs: 1000 }), a.request({ ms: 60_000, budgetMs: 1000 })];
  await clock.advance(1000);
  for (const outcome of await Promise.all(requests))
    assert.equal(codeOf(errorIn(outcome)), 'deadline_exceeded');
  assert.ok(trace.includes('850 A: fetch aborted'), trace.join('\n'));
  assert.equal(clock.pendingTimers, 0);
});

test('one of several concurrent requests refreshes a stale entry; the others are served the entry at once', async () => {
  const { clock, trace, container } = await createCacheHarness({ stored: { ageMs: 312_000 } });
  const a = container('A');
  const first = a.request({ ms: 200 });
  await clock.advance(10);
  assert.equal(resultIn(await a.request()).outcome, 'stale');
  await clock.advance(200);
  assert.equal(resultIn(await first).value, NEW);
  assert.equal(loads(trace), 1);
});

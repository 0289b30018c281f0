import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreUnavailable } from '../../../lambda/cache/store.ts';
import { GenesysUnavailable } from '../../../lambda/errors/genesys-errors.ts';
import { DeadlineExceeded } from '../../../lambda/errors/service-errors.ts';
import { answerIn, createScene, errorIn, fromOrigin, NEW, type Outcome } from '../../support/scene.ts';

const down = new StoreUnavailable('Redis gave no answer within 250 ms');
const loads = (trace: readonly string[]) => trace.filter((line) => line.includes(': load')).length;
const joined = (forward: string) => ({
  value: NEW,
  source: 'api',
  stale: false,
  ageSeconds: 0,
  status: { hit: false, forward, stored: false, collapsed: true },
});

test('equal misses in one process share one claim, one call and one write', async () => {
  const { clock, trace, container } = await createScene();
  const a = container('A');
  const first = a.ask({ ms: 200 });
  await clock.advance(10);
  const second = a.ask({ ms: 200 });
  await clock.advance(400);
  assert.deepEqual(answerIn(await first), fromOrigin('uri-miss', true));
  assert.deepEqual(answerIn(await second), joined('uri-miss'));
  assert.deepEqual(trace, [
    '0 A: cache.read uri-miss',
    '0 A: cache.claim won',
    '0 A: load',
    '10 A: cache.read uri-miss',
    '200 A: cache.write stored',
    '200 A: cache.answer miss',
    '200 A: cache.answer miss collapsed',
  ]);
});

for (const step of ['get', 'claim'] as const) {
  test(`with a store that fails at ${step}, a process still makes one call at a time`, async () => {
    const { clock, trace, container } = await createScene();
    const a = container('A');
    a.faults[step] = { error: down };
    const asked = Array.from({ length: 5 }, () => a.ask({ ms: 200 }));
    await clock.advance(200);
    const forward = step === 'get' ? 'bypass' : 'uri-miss';
    const [first, ...others] = (await Promise.all(asked)).map(answerIn);
    assert.deepEqual(first, fromOrigin(forward, false));
    for (const other of others) assert.deepEqual(other, joined(forward));
    assert.equal(loads(trace), 1);

    const later = a.ask();
    await clock.advance(0);
    assert.equal(answerIn(await later).value, NEW);
    assert.equal(loads(trace), 2);
  });
}

test('the error of a shared call is that of all who shared it', async () => {
  const { clock, trace, container } = await createScene();
  const a = container('A');
  const error = new GenesysUnavailable('Genesys answered with status 503');
  const asked = [a.ask({ ms: 200, error }), a.ask({ ms: 200, error })];
  await clock.advance(200);
  for (const outcome of await Promise.all(asked)) assert.equal(errorIn(outcome), error);
  assert.equal(loads(trace), 1);
});

test('whoever began it may give up: the call goes on for who waits, and its answer is stored', async () => {
  const { clock, trace, container, stored } = await createScene();
  const a = container('A');
  const calls: Promise<Outcome>[] = [];
  calls.push(a.ask({ ms: 400, budgetMs: 1000 }));
  a.faults.put = { ms: 700 };
  await clock.advance(10);
  calls.push(a.ask());
  await clock.advance(2000);
  const [first, second] = await Promise.all(calls);
  assert(first && second);
  assert.ok(errorIn(first) instanceof DeadlineExceeded);
  assert.deepEqual(answerIn(second), joined('uri-miss'));
  assert.equal(loads(trace), 1);
  assert.equal(await stored(), NEW);
  assert.equal(clock.pendingTimers, 0);
});

test('when all have given up the call is given up, too', async () => {
  const { clock, trace, container } = await createScene();
  const a = container('A');
  a.faults.claim = { ms: 700 };
  const asked = [a.ask({ ms: 60_000, budgetMs: 1000 }), a.ask({ ms: 60_000, budgetMs: 1000 })];
  await clock.advance(1000);
  for (const outcome of await Promise.all(asked)) assert.ok(errorIn(outcome) instanceof DeadlineExceeded);
  assert.ok(trace.includes('850 A: load given up'), trace.join('\n'));
  assert.equal(clock.pendingTimers, 0);
});

test('of equal questions with a stale entry one fetches, and the others do not wait for it', async () => {
  const { clock, trace, container } = await createScene({ stored: { ageMs: 312_000 } });
  const a = container('A');
  const first = a.ask({ ms: 200 });
  await clock.advance(10);
  assert.equal(answerIn(await a.ask()).stale, true);
  await clock.advance(200);
  assert.equal(answerIn(await first).value, NEW);
  assert.equal(loads(trace), 1);
});

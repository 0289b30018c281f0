import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createSingleFlight } from '../../../lambda/runtime/single-flight.ts';

/** Work that the test ends. Records every run with its signal. */
function createWork() {
  const runs: (PromiseWithResolvers<string> & { signal: AbortSignal })[] = [];
  const run = (index: number) => {
    const found = runs[index];
    assert(found, `there was no run ${index}`);
    return found;
  };
  const work = (signal: AbortSignal) => {
    const one = { ...Promise.withResolvers<string>(), signal };
    runs.push(one);
    return one.promise;
  };
  return { work, runs, run };
}
const caller = () => new AbortController();

test('callers that arrive while the work runs get its result', async () => {
  const fly = createSingleFlight<string>();
  const { work, runs, run } = createWork();
  const first = fly('key', caller().signal, work);
  await setImmediate();
  const second = fly('key', caller().signal, work);
  run(0).resolve('result');
  assert.deepEqual(await Promise.all([first, second]), ['result', 'result']);
  assert.equal(runs.length, 1);
});

test('callers that arrive while the work runs get its error', async () => {
  const fly = createSingleFlight<string>();
  const { work, runs, run } = createWork();
  const error = new Error('refused');
  const waiting = [fly('key', caller().signal, work), fly('key', caller().signal, work)];
  run(0).reject(error);
  for (const { status, ...rest } of await Promise.allSettled(waiting))
    assert.deepEqual([status, rest], ['rejected', { reason: error }]);
  assert.equal(runs.length, 1);
});

for (const ending of ['result', 'error'] as const) {
  test(`work that has ended in a(n) ${ending} is not shared with later callers`, async () => {
    const fly = createSingleFlight<string>();
    const { work, runs, run } = createWork();
    const first = fly('key', caller().signal, work);
    if (ending === 'result') run(0).resolve('old');
    else run(0).reject(new Error('old'));
    await Promise.allSettled([first]);
    const second = fly('key', caller().signal, work);
    run(1).resolve('new');
    assert.equal(await second, 'new');
    assert.equal(runs.length, 2);
  });
}

test('work that throws synchronously rejects and does not block later callers', async () => {
  const fly = createSingleFlight<string>();
  const broken = () => {
    throw new Error('broken');
  };
  await assert.rejects(fly('key', caller().signal, broken), /broken/);
  assert.equal(await fly('key', caller().signal, async () => 'fine'), 'fine');
});

test('an abort by the first caller rejects at once, and the work continues for the second', async () => {
  const fly = createSingleFlight<string>();
  const { work, runs, run } = createWork();
  const [a, b] = [caller(), caller()];
  const first = fly('key', a.signal, work);
  const second = fly('key', b.signal, work);
  const reason = new Error("A's deadline");
  a.abort(reason);
  await assert.rejects(first, (error) => error === reason);
  assert.equal(run(0).signal.aborted, false);
  run(0).resolve('result');
  assert.equal(await second, 'result');
  assert.equal(runs.length, 1);
});

test('an abort by all callers aborts the work, and a new caller starts it again', async () => {
  const fly = createSingleFlight<string>();
  const { work, run } = createWork();
  const [a, b] = [caller(), caller()];
  const waiting = [fly('key', a.signal, work), fly('key', b.signal, work)];
  a.abort(new Error('A left'));
  b.abort(new Error('B left'));
  await Promise.allSettled(waiting);
  assert.equal(run(0).signal.aborted, true);
  assert.equal(run(0).signal.reason, b.signal.reason);

  const late = fly('key', caller().signal, work);
  run(0).reject(new Error('the old work ends at last'));
  await setImmediate();
  const joined = fly('key', caller().signal, work);
  run(1).resolve('new');
  assert.deepEqual(await Promise.all([late, joined]), ['new', 'new']);
});

test('a later failure of aborted work is not an unhandled rejection', async (t) => {
  const unhandled = t.mock.fn();
  process.on('unhandledRejection', unhandled);
  t.after(() => process.off('unhandledRejection', unhandled));
  const fly = createSingleFlight<string>();
  const { work, run } = createWork();
  const a = caller();
  const waiting = fly('key', a.signal, work);
  a.abort(new Error('left'));
  await assert.rejects(waiting, /left/);
  run(0).reject(new Error('late'));
  await setImmediate();
  assert.equal(unhandled.mock.callCount(), 0);
});

test('different keys run separately', async () => {
  const fly = createSingleFlight<string>();
  const { work, runs, run } = createWork();
  const [one, other] = [fly('one', caller().signal, work), fly('other', caller().signal, work)];
  run(1).resolve('of the other');
  assert.equal(await other, 'of the other');
  run(0).resolve('of the one');
  assert.equal(await one, 'of the one');
  assert.equal(runs.length, 2);
});

test('a caller whose signal is already aborted does not start the work', async () => {
  const fly = createSingleFlight<string>();
  const { work, runs } = createWork();
  const reason = new Error('gone');
  await assert.rejects(fly('key', AbortSignal.abort(reason), work), (error) => error === reason);
  assert.equal(runs.length, 0);
});

test('a caller that aborts while its work starts rejects at once', async () => {
  const fly = createSingleFlight<string>();
  const a = caller();
  const reason = new Error('gone at once');
  let outcome: unknown;
  fly('key', a.signal, () => {
    a.abort(reason);
    return new Promise(() => undefined);
  }).catch((error: unknown) => {
    outcome = error;
  });
  await setImmediate();
  assert.equal(outcome, reason);
});

test('a settled call leaves no listener on its signal', async () => {
  const fly = createSingleFlight<string>();
  const { signal } = caller();
  await fly('key', signal, async () => 'result');
  await setImmediate();
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});

import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { abortable } from '../../../lambda/runtime/deadline.ts';

/** A promise that the test settles, and the number of its cleanups. */
function begin(signal: AbortSignal | undefined) {
  const counts = { started: 0, cleanedUp: 0 };
  let settle: { resolve: (value: string) => void; reject: (reason: unknown) => void } | undefined;
  const promise = abortable<string>(signal, (resolve, reject) => {
    counts.started += 1;
    settle = { resolve, reject };
    return () => {
      counts.cleanedUp += 1;
    };
  });
  promise.catch(() => undefined);
  return { promise, counts, settle: () => settle ?? assert.fail('not started') };
}
const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;
const reason = new Error('given up');

for (const end of ['resolve', 'reject'] as const) {
  test(`a ${end} cleans up once and leaves no listener, and later events are ignored`, async () => {
    const abort = new AbortController();
    const { promise, counts, settle } = begin(abort.signal);
    assert.equal(listeners(abort.signal), 1);
    if (end === 'resolve') settle().resolve('done');
    else settle().reject('done');
    assert.equal(await promise.catch((thrown) => thrown), 'done');
    abort.abort(reason);
    settle().resolve('late');
    assert.deepEqual(counts, { started: 1, cleanedUp: 1 });
    assert.equal(listeners(abort.signal), 0);
  });
}

test('an abort rejects with the reason of the signal and cleans up once', async () => {
  const abort = new AbortController();
  const { promise, counts, settle } = begin(abort.signal);
  abort.abort(reason);
  settle().resolve('late');
  await assert.rejects(promise, (error) => error === reason);
  assert.deepEqual(counts, { started: 1, cleanedUp: 1 });
});

test('work does not start when the signal is already aborted', async () => {
  const { promise, counts } = begin(AbortSignal.abort(reason));
  await assert.rejects(promise, (error) => error === reason);
  assert.deepEqual(counts, { started: 0, cleanedUp: 0 });
});

test('without a signal the promise settles like the work', async () => {
  const { promise, counts, settle } = begin(undefined);
  settle().resolve('done');
  assert.equal(await promise, 'done');
  assert.equal(counts.cleanedUp, 1);
});

for (const [label, act] of [
  ['settles', (resolve: (value: string) => void) => resolve('done')],
  ['aborts', (_: unknown, abort: AbortController) => abort.abort(reason)],
] as const) {
  test(`a start that ${label} synchronously is cleaned up and leaves no listener`, async () => {
    const abort = new AbortController();
    let cleanedUp = 0;
    const promise = abortable<string>(abort.signal, (resolve) => {
      act(resolve, abort);
      return () => {
        cleanedUp += 1;
      };
    });
    assert.equal(await promise.catch((error) => error), label === 'settles' ? 'done' : reason);
    assert.equal(cleanedUp, 1);
    assert.equal(listeners(abort.signal), 0);
  });
}

test('a start that throws rejects', async () => {
  const broken = new Error('broken');
  const start = () => {
    throw broken;
  };
  await assert.rejects(abortable(new AbortController().signal, start), (error) => error === broken);
});

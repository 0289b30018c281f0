import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { DataActionError } from '../../../lambda/errors.ts';
import {
  remainingMs,
  sleep,
  withDeadline,
  withinInvocation,
  withTimeLimit,
} from '../../../lambda/runtime/deadline.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

class TooSlow extends Error {}
const expired = () => new TooSlow('expired');
const hang = () => new Promise<never>(() => undefined);
/** Records how a promise settles, so that a test can check it between two advances of the clock. */
function watch(promise: Promise<unknown>) {
  const seen: { outcome?: unknown } = {};
  promise.then(
    (value) => Object.assign(seen, { outcome: value }),
    (error) => Object.assign(seen, { outcome: error }),
  );
  return seen;
}

for (const [timeoutMs, lambdaLeftMs, endsAfterMs, why] of [
  [10_000, 30_000, 10_000, 'the configured timeout if Lambda leaves more'],
  [10_000, 10_250, 10_000, 'both if they are equal'],
  [10_000, 10_249, 9_999, "Lambda's time less the reserve if that is sooner"],
  [10_000, 251, 1, 'the last millisecond before the reserve'],
  [10_000, 250, 1, '1 ms if only the reserve is left'],
  [10_000, 0, 1, '1 ms if nothing is left'],
  [10_000, -5, 1, '1 ms if Lambda is already late'],
] as const) {
  test(`an invocation's deadline is ${why}`, async () => {
    const clock = createFakeClock();
    const context = { getRemainingTimeInMillis: () => lambdaLeftMs };
    const atMs = withinInvocation({ context, timeoutMs, clock }, async ({ atMs }) => atMs);
    assert.equal(await atMs, clock.monotonicMs() + endsAfterMs);
  });
}

for (const [nowMs, left] of [
  [400, 600],
  [999, 1],
  [1000, 0],
  [1001, 0],
] as const) {
  test(`at ${nowMs} ms, ${left} ms remain until a deadline at 1000 ms`, () => {
    assert.equal(remainingMs({ atMs: 1000, signal: new AbortController().signal }, nowMs), left);
  });
}

test('work that ends in time returns its result and leaves neither a timer nor a listener', async () => {
  const clock = createFakeClock();
  const { signal: within } = new AbortController();
  const result = withTimeLimit({ ms: 100, clock, expired, within }, async (signal) => {
    await sleep(clock, 99, signal);
    return 'done';
  });
  const seen = watch(result);
  await clock.advance(98);
  assert.deepEqual(seen, {});
  assert.equal(getEventListeners(within, 'abort').length, 1);
  await clock.advance(1);
  assert.equal(await result, 'done');
  assert.equal(clock.pendingTimers, 0);
  assert.equal(getEventListeners(within, 'abort').length, 0);
});

for (const [how, work] of [
  ['rejects', () => Promise.reject(new Error('broken'))],
  [
    'throws',
    () => {
      throw new Error('broken');
    },
  ],
] as const) {
  test(`work that ${how} passes its own error and leaves neither a timer nor a listener`, async () => {
    const clock = createFakeClock();
    const { signal: within } = new AbortController();
    await assert.rejects(withTimeLimit({ ms: 100, clock, expired, within }, work), /^Error: broken$/);
    await clock.advance(0);
    assert.equal(clock.pendingTimers, 0);
    assert.equal(getEventListeners(within, 'abort').length, 0);
  });
}

test('work is aborted and its promise rejects at the deadline, even if the work ignores its signal', async () => {
  const clock = createFakeClock();
  let given: AbortSignal | undefined;
  const seen = watch(
    withTimeLimit({ ms: 100, clock, expired }, (signal) => {
      given = signal;
      return hang();
    }),
  );
  await clock.advance(99);
  assert.deepEqual([seen, given?.aborted], [{}, false]);
  await clock.advance(1);
  assert(seen.outcome instanceof TooSlow);
  assert.equal(given?.reason, seen.outcome);
  assert.equal(clock.pendingTimers, 0);
});

test('an abort of the outer signal ends the work with its reason', async () => {
  const clock = createFakeClock();
  const wider = new AbortController();
  let given: AbortSignal | undefined;
  const result = withTimeLimit({ ms: 100, clock, expired, within: wider.signal }, (signal) => {
    given = signal;
    return hang();
  });
  const reason = new Error('the request is over');
  wider.abort(reason);
  await assert.rejects(result, (error) => error === reason);
  assert.equal(given?.reason, reason);
  assert.equal(clock.pendingTimers, 0);
});

test('work does not start when the outer signal is already aborted', async () => {
  const clock = createFakeClock();
  const reason = new Error('over before it began');
  let begun = false;
  const work = async () => {
    begun = true;
  };
  const limit = { ms: 100, clock, expired, within: AbortSignal.abort(reason) };
  await assert.rejects(withTimeLimit(limit, work), (error) => error === reason);
  assert.equal(begun, false);
  assert.equal(clock.pendingTimers, 0);
});

test('an abort of the outer signal while the work starts ends the work', async () => {
  const clock = createFakeClock();
  const wider = new AbortController();
  const reason = new Error('over at once');
  const seen = watch(
    withTimeLimit({ ms: 100, clock, expired, within: wider.signal }, () => {
      wider.abort(reason);
      return hang();
    }),
  );
  await clock.advance(1000);
  assert.equal(seen.outcome, reason);
});

test('a deadline passes after its timeout, and its error names the timeout', async () => {
  const clock = createFakeClock();
  await clock.advance(5000);
  let left: number | undefined;
  const result = withDeadline(1500, clock, (deadline) => {
    left = remainingMs(deadline, clock.monotonicMs());
    return hang();
  });
  const seen = watch(result);
  assert.equal(left, 1500);
  await clock.advance(1499);
  assert.deepEqual(seen, {});
  await clock.advance(1);
  assert(seen.outcome instanceof DataActionError && seen.outcome.code === 'deadline_exceeded');
  assert.equal(seen.outcome.message, 'no response within 1500 ms');
});

test('a result within the deadline is returned and leaves no timer', async () => {
  const clock = createFakeClock();
  assert.equal(await withDeadline(1500, clock, async () => 'result'), 'result');
  assert.equal(clock.pendingTimers, 0);
});

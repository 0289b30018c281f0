import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { whileHolding } from '../../../lambda/cache/lease.ts';
import { sleep } from '../../../lambda/runtime/deadline.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

/** Traces work that takes `workMs`, under a lease whose extensions take `extendMs` and fail at given times. */
async function run({
  workMs,
  extendMs = 0,
  failsAt = [],
}: {
  workMs: number;
  extendMs?: number;
  failsAt?: number[];
}) {
  const clock = createFakeClock();
  const trace: string[] = [];
  const signals: AbortSignal[] = [];
  const note = (text: string) => trace.push(`${clock.monotonicMs()}: ${text}`);
  const abort = new AbortController();
  const result = whileHolding(
    async (signal) => {
      signals.push(signal);
      note('extend');
      const isFailing = failsAt.includes(clock.monotonicMs());
      if (extendMs > 0) await sleep(clock, extendMs, signal).finally(() => note('extended or aborted'));
      if (isFailing) throw new Error('Redis did not reply');
    },
    clock,
    async () => {
      if (workMs > 0) await sleep(clock, workMs, abort.signal);
      return 'fetched';
    },
  ).then(
    (value) => note(`gave ${value}`),
    (error: unknown) => note(`threw ${error}`),
  );
  return { clock, trace, signals, abort, result };
}

test('work shorter than a third of the term needs no extension', async () => {
  const { clock, trace } = await run({ workMs: 499 });
  await clock.advance(10_000);
  assert.deepEqual(trace, ['499: gave fetched']);
  assert.equal(clock.pendingTimers, 0);
});

test('the lease is extended every half second, a third of its term, while the work lasts', async () => {
  const { clock, trace } = await run({ workMs: 1700 });
  await clock.advance(10_000);
  assert.deepEqual(trace, ['500: extend', '1000: extend', '1500: extend', '1700: gave fetched']);
  assert.equal(clock.pendingTimers, 0);
});

test('a failed extension does not end the work, and the next extension follows on schedule', async () => {
  const { clock, trace } = await run({ workMs: 1200, failsAt: [500] });
  await clock.advance(10_000);
  assert.deepEqual(trace, ['500: extend', '1000: extend', '1200: gave fetched']);
});

test('the end of the work aborts a running extension and waits for it to end', async () => {
  const { clock, trace, signals } = await run({ workMs: 600, extendMs: 250 });
  await clock.advance(10_000);
  assert.deepEqual(trace, ['500: extend', '600: extended or aborted', '600: gave fetched']);
  assert.deepEqual(
    signals.map(({ aborted }) => aborted),
    [true],
  );
  assert.equal(clock.pendingTimers, 0);
});

test('an error of the work ends the extensions and is rethrown', async () => {
  const { clock, trace, abort } = await run({ workMs: 60_000 });
  await clock.advance(600);
  abort.abort(new Error('the deadline has passed'));
  await clock.advance(10_000);
  assert.deepEqual(trace, ['500: extend', '600: threw Error: the deadline has passed']);
  assert.equal(clock.pendingTimers, 0);
  assert.equal(getEventListeners(abort.signal, 'abort').length, 0);
});

test('the lease of work that throws synchronously is never extended', async () => {
  const clock = createFakeClock();
  const broken = () => {
    throw new Error('broken');
  };
  await assert.rejects(
    whileHolding(() => assert.fail('extended'), clock, broken),
    /broken/,
  );
  assert.equal(clock.pendingTimers, 0);
});

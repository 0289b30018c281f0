import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { asDataActionError, DataActionError } from '../../../lambda/errors.ts';
import { retryAfterSeconds, retryDelayMs, withRetries } from '../../../lambda/genesys/retry.ts';
import { sleep, withDeadline } from '../../../lambda/runtime/deadline.ts';
import { quoted } from '../../../lambda/runtime/json.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const unavailable = new DataActionError('genesys_unavailable', 'no response');
const limited = (seconds: number) =>
  new DataActionError('genesys_rate_limited', 'slow down', { retryAfterSeconds: seconds });
const busy = (seconds: number) =>
  new DataActionError('genesys_unavailable', 'back soon', { retryAfterSeconds: seconds });

for (const { name, error = unavailable, attempt = 1, left = 10_000, random = 0.5, delayMs } of [
  { name: 'half of 100 ms after the first attempt', delayMs: 50 },
  { name: 'half of 200 ms after the second attempt', attempt: 2, delayMs: 100 },
  { name: '0 ms when the random number is 0', random: 0, delayMs: 0 },
  { name: 'no fourth attempt', attempt: 3, delayMs: undefined },
  {
    name: 'no retry of a 404',
    error: new DataActionError('genesys_not_found', 'no'),
    delayMs: undefined,
  },
  { name: 'no retry of an internal error', error: asDataActionError('?'), delayMs: undefined },
  { name: 'Retry-After plus the back-off', error: limited(2), delayMs: 2050 },
  { name: 'Retry-After alone when the random number is 0', error: limited(2), random: 0, delayMs: 2000 },
  { name: 'at least one second after a 429, even if Retry-After is 0', error: limited(0), delayMs: 1050 },
  { name: 'the back-off alone after a 503 with Retry-After 0', error: busy(0), delayMs: 50 },
  { name: 'a wait that ends just before the deadline', error: limited(2), left: 2051, delayMs: 2050 },
  { name: 'no retry with a wait up to the deadline', error: limited(2), left: 2050, delayMs: undefined },
  { name: 'a back-off that ends just before the deadline', left: 51, delayMs: 50 },
  { name: 'no retry if the back-off would reach the deadline', left: 50, delayMs: undefined },
  { name: 'no retry when no time is left', left: 0, random: 0, delayMs: undefined },
] as {
  name: string;
  error?: DataActionError;
  attempt?: number;
  left?: number;
  random?: number;
  delayMs?: number;
}[]) {
  test(`delay before the next attempt: ${name}`, () => {
    assert.equal(retryDelayMs({ error, attempt, remainingMs: left, random }), delayMs);
  });
}

test('a delay ends before the deadline, is at least Retry-After, and adds at most the exponential back-off', () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const seconds = fc.option(fc.integer({ min: 0, max: 999_999_999 }), { nil: undefined });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.double({ min: 0, max: 60_000, noNaN: true }),
      random,
      seconds,
      (attempt, remainingMs, chance, retryAfter) => {
        const error = new DataActionError('genesys_unavailable', 'back soon', {
          retryAfterSeconds: retryAfter,
        });
        const delayMs = retryDelayMs({ error, attempt, remainingMs, random: chance });
        if (attempt >= 3) assert.equal(delayMs, undefined);
        if (delayMs === undefined) return;
        assert(delayMs >= 0 && delayMs < remainingMs);
        const atLeastMs = (retryAfter ?? 0) * 1000;
        assert(delayMs >= atLeastMs && delayMs <= atLeastMs + 100 * 2 ** (attempt - 1), String(delayMs));
      },
    ),
  );
});

const NOW_MS = Date.UTC(2026, 10, 24, 12, 0, 0);
for (const [header, seconds] of [
  [null, undefined],
  ['0', 0],
  ['1', 1],
  [' 120 ', 120],
  ['300', 300],
  ['301', 300],
  ['9'.repeat(400), 300],
  ['Tue, 24 Nov 2026 12:00:00 GMT', 0],
  ['Tue, 24 Nov 2026 12:00:01 GMT', 1],
  ['Tue, 24 Nov 2026 11:59:59 GMT', 0],
  ['Tue, 24 Nov 2026 12:05:00 GMT', 300],
  ['Tue, 24 Nov 2026 12:05:01 GMT', 300],
  ['Wed, 25 Nov 2026 12:00:00 GMT', 300],
  ['Tuesday, 24-Nov-26 12:00:10 GMT', 10],
  ['', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['1e3', undefined],
  ['0x10', undefined],
  ['5 seconds', undefined],
  ['soon', undefined],
  ['2026-11-24T12:00:10Z', undefined],
  ['Tue, 32 Nov 2026 12:00:00 GMT', undefined],
  ['Tue, soon', undefined],
  ['Retry, 5', undefined],
  ['Mon, 2', undefined],
  ['Tue, 24 Nov 2026 12:00:10', undefined],
] as const) {
  test(`Retry-After ${quoted(header)} means ${seconds} s`, () => {
    assert.equal(retryAfterSeconds(header, NOW_MS), seconds);
  });
}

test('a date less than a second ahead means one second', () => {
  assert.equal(retryAfterSeconds('Tue, 24 Nov 2026 12:00:01 GMT', NOW_MS + 1), 1);
  assert.equal(retryAfterSeconds('Tue, 24 Nov 2026 12:00:01 GMT', NOW_MS + 999), 1);
});

test('any Retry-After is read as a whole number of seconds up to 300, or as undefined', () => {
  fc.assert(
    fc.property(fc.string(), (header) => {
      const seconds = retryAfterSeconds(header, NOW_MS);
      assert(
        seconds === undefined || (Number.isSafeInteger(seconds) && seconds >= 0 && seconds <= 300),
        `${seconds}`,
      );
    }),
  );
});

/** Runs attempts with the listed outcomes under a deadline. Returns a trace with the time of each step. */
async function run(
  outcomes: unknown[],
  { timeoutMs = 10_000, attemptMs = 10, random = 0.5, mayRetry = true } = {},
) {
  const clock = createFakeClock();
  const trace: string[] = [];
  const note = (text: string) => trace.push(`${clock.monotonicMs()}: ${text}`);
  const result = withDeadline(timeoutMs, clock, (deadline) =>
    withRetries(
      { clock, random: () => random, deadline, mayRetry, onBackoff: (delayMs) => note(`wait ${delayMs}`) },
      async (number) => {
        note(`attempt ${number}`);
        await sleep(clock, attemptMs, deadline.signal);
        const outcome = outcomes[number - 1];
        if (outcome instanceof Error) throw outcome;
        return outcome;
      },
    ),
  ).then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  await clock.advance(timeoutMs + 1);
  return { trace, ...(await result), sleeping: clock.pendingTimers };
}

for (const { name, outcomes, options, trace, result } of [
  {
    name: 'the first attempt succeeds',
    outcomes: ['fine'],
    trace: ['0: attempt 1'],
    result: { value: 'fine' },
  },
  {
    name: 'the third attempt succeeds after two failures',
    outcomes: [unavailable, limited(1), 'fine'],
    trace: ['0: attempt 1', '10: wait 50', '60: attempt 2', '70: wait 1100', '1170: attempt 3'],
    result: { value: 'fine' },
  },
  {
    name: 'after three failed attempts the last error is thrown',
    outcomes: [
      new DataActionError('genesys_unavailable', 'first'),
      new DataActionError('genesys_unavailable', 'second'),
      unavailable,
      'never',
    ],
    trace: ['0: attempt 1', '10: wait 50', '60: attempt 2', '70: wait 100', '170: attempt 3'],
    result: { error: unavailable },
  },
  {
    name: 'a delay of 0 ms is followed by an attempt',
    outcomes: [unavailable, 'fine'],
    options: { random: 0 },
    trace: ['0: attempt 1', '10: wait 0', '10: attempt 2'],
    result: { value: 'fine' },
  },
]) {
  test(name, async () => {
    const { trace: seen, sleeping, ...rest } = await run(outcomes, options);
    assert.deepEqual(seen, trace);
    assert.deepEqual(rest, result);
    assert.equal(sleeping, 0);
  });
}

test('an error that is not retryable is thrown after one attempt', async () => {
  const error = new DataActionError('genesys_not_found', 'no such');
  assert.deepEqual(await run([error, 'never']), { trace: ['0: attempt 1'], error, sleeping: 0 });
});

test('with mayRetry = false, a retryable error is thrown after one attempt', async () => {
  const options = { mayRetry: false };
  assert.deepEqual(await run([unavailable, 'never'], options), {
    trace: ['0: attempt 1'],
    error: unavailable,
    sleeping: 0,
  });
  const { trace, ...rest } = await run(['fine'], options);
  assert.deepEqual([trace, rest], [['0: attempt 1'], { value: 'fine', sleeping: 0 }]);
});

test('if the delay would reach the deadline, the error is thrown at once', async () => {
  const error = limited(5);
  assert.deepEqual(await run([error, 'never'], { timeoutMs: 5060 }), {
    trace: ['0: attempt 1'],
    error,
    sleeping: 0,
  });
  const { trace } = await run([error, 'fine'], { timeoutMs: 5061 });
  assert.deepEqual(trace, ['0: attempt 1', '10: wait 5050', '5060: attempt 2']);
});

test('a deadline that passes during an attempt rejects with deadline_exceeded, and no attempt follows', async () => {
  const { trace, sleeping, ...rest } = await run([unavailable, 'never'], { timeoutMs: 100, attemptMs: 101 });
  assert('error' in rest && rest.error instanceof DataActionError && rest.error.code === 'deadline_exceeded');
  assert.deepEqual(trace, ['0: attempt 1']);
  assert.equal(sleeping, 0);
});

test('an unexpected error is not retried and becomes an internal error', async () => {
  const defect = new TypeError('x is not a function');
  const { trace, ...rest } = await run([defect, 'never']);
  assert('error' in rest && rest.error instanceof DataActionError && rest.error.code === 'internal_error');
  assert.equal(rest.error.cause, defect);
  assert.deepEqual(trace, ['0: attempt 1']);
});

test("after the deadline, its error is thrown instead of the attempt's", async () => {
  const reason = new DataActionError('deadline_exceeded', `no response within ${100} ms`);
  const deadline = { atMs: 100, signal: AbortSignal.abort(reason) };
  const context = {
    clock: createFakeClock(),
    random: () => 0,
    deadline,
    mayRetry: true,
    onBackoff: () => undefined,
  };
  const attempt = () => Promise.reject(new DataActionError('genesys_not_found', 'no such'));
  await assert.rejects(withRetries(context, attempt), (error) => error === reason);
});

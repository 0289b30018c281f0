import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { failureWindowMs } from '../../../lambda/cache/failure.ts';
import { DataActionError } from '../../../lambda/errors.ts';

const unavailable = new DataActionError('genesys_unavailable', 'no response');
const busy = (retryAfterSeconds: number) =>
  new DataActionError('genesys_unavailable', 'back soon', { retryAfterSeconds });
const limited = (retryAfterSeconds: number) =>
  new DataActionError('genesys_rate_limited', 'slow down', { retryAfterSeconds });
const missing = new DataActionError('genesys_not_found', 'no such');
const MAX_RANDOM = 1 - Number.EPSILON / 2;

interface Row {
  name: string;
  error?: DataActionError;
  failures?: number;
  negativeSeconds?: number;
  random?: number;
  windowMs: number;
}
const rows: Row[] = [
  { name: 'the first failure, minimum', random: 0, windowMs: 500 },
  { name: 'the first failure, maximum', random: MAX_RANDOM, windowMs: 1000 },
  { name: 'the second failure', failures: 2, windowMs: 1500 },
  { name: 'the third failure', failures: 3, windowMs: 3000 },
  { name: 'the fifth failure, the last below the cap', failures: 5, windowMs: 12_000 },
  { name: 'the sixth failure, minimum', failures: 6, random: 0, windowMs: 15_000 },
  {
    name: 'the sixth failure, maximum',
    failures: 6,
    random: MAX_RANDOM,
    windowMs: 30_000,
  },
  { name: 'any number of failures', failures: 1_000_000, windowMs: 22_500 },
  { name: 'Retry-After if it is longer', error: busy(42), windowMs: 42_000 },
  { name: 'Retry-After of a rate limit', error: limited(300), windowMs: 300_000 },
  { name: 'Retry-After if it is equal', error: busy(1), random: MAX_RANDOM, windowMs: 1000 },
  { name: 'the back-off if Retry-After is shorter', error: busy(1), failures: 3, windowMs: 3000 },
  { name: 'the back-off if Retry-After is 0', error: busy(0), windowMs: 750 },
  {
    name: 'the wait of a call withheld by the rate limiter',
    error: new DataActionError('genesys_rate_limited', 'withheld', {
      retryAfterSeconds: Math.ceil(17_000 / 1000),
      retryable: false,
    }),
    windowMs: 17_000,
  },
  {
    name: 'an exceeded deadline',
    error: new DataActionError('deadline_exceeded', `no response within ${800} ms`),
    windowMs: 750,
  },
  {
    name: 'a denied permission',
    error: new DataActionError('genesys_permission_denied', 'p'),
    windowMs: 750,
  },
  { name: 'a 404, negativeSeconds', error: missing, windowMs: 30_000 },
  {
    name: 'a 404 after other failures, negativeSeconds',
    error: missing,
    failures: 9,
    windowMs: 30_000,
  },
  { name: 'a 404 with negativeSeconds = 0', error: missing, negativeSeconds: 0, windowMs: 0 },
];

for (const row of rows) {
  const { name, error = unavailable, failures = 1, negativeSeconds = 30, random = 0.5, windowMs } = row;
  test(`the back-off is ${windowMs} ms: ${name}`, () => {
    assert.equal(failureWindowMs({ error, failures, negativeSeconds, random }), windowMs);
  });
}

test('a back-off is a whole number of milliseconds between half a second and the cap or Retry-After', () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const failures = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(random, failures, fc.integer({ min: 0, max: 300 }), (chance, count, seconds) => {
      const failed = { error: busy(seconds), failures: count, negativeSeconds: 30, random: chance };
      const windowMs = failureWindowMs(failed);
      assert(Number.isSafeInteger(windowMs));
      assert(windowMs >= Math.max(500, seconds * 1000), `${windowMs} ms`);
      assert(windowMs <= Math.max(30_000, seconds * 1000), `${windowMs} ms`);
    }),
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { failureWindowMs } from '../../../lambda/cache/failure.ts';
import type { DataActionError } from '../../../lambda/errors/data-action-error.ts';
import {
  GenesysCallWithheld,
  GenesysNotFound,
  GenesysPermissionDenied,
  GenesysRateLimited,
  GenesysUnavailable,
} from '../../../lambda/errors/genesys-errors.ts';
import { DeadlineExceeded } from '../../../lambda/errors/service-errors.ts';

const unavailable = new GenesysUnavailable('no answer');
const busy = (retryAfterSeconds: number) => new GenesysUnavailable('back soon', { retryAfterSeconds });
const limited = (retryAfterSeconds: number) => new GenesysRateLimited('slow down', { retryAfterSeconds });
const missing = new GenesysNotFound('no such');
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
  { name: 'the first failure: half a second at least', random: 0, windowMs: 500 },
  { name: 'the first failure: a second at most', random: MAX_RANDOM, windowMs: 1000 },
  { name: 'the second failure: twice that', failures: 2, windowMs: 1500 },
  { name: 'the third failure: four times that', failures: 3, windowMs: 3000 },
  { name: 'the fifth failure is the last below the cap', failures: 5, windowMs: 12_000 },
  { name: 'from the sixth failure on: 15 seconds at least', failures: 6, random: 0, windowMs: 15_000 },
  {
    name: 'from the sixth failure on: 30 seconds at most',
    failures: 6,
    random: MAX_RANDOM,
    windowMs: 30_000,
  },
  { name: 'however many failures', failures: 1_000_000, windowMs: 22_500 },
  { name: 'Retry-After where it is longer', error: busy(42), windowMs: 42_000 },
  { name: 'Retry-After of a rate limit', error: limited(300), windowMs: 300_000 },
  { name: 'Retry-After that is as long', error: busy(1), random: MAX_RANDOM, windowMs: 1000 },
  { name: 'the back-off where Retry-After is shorter', error: busy(1), failures: 3, windowMs: 3000 },
  { name: 'the back-off where Retry-After is 0', error: busy(0), windowMs: 750 },
  {
    name: 'the time for which a call was withheld',
    error: new GenesysCallWithheld(17_000),
    windowMs: 17_000,
  },
  { name: 'a deadline like any other', error: new DeadlineExceeded(800), windowMs: 750 },
  { name: 'a denied permission like any other', error: new GenesysPermissionDenied('p'), windowMs: 750 },
  { name: 'absence for its own time', error: missing, windowMs: 30_000 },
  { name: 'absence for its own time, however often', error: missing, failures: 9, windowMs: 30_000 },
  { name: 'absence for no time where that is 0', error: missing, negativeSeconds: 0, windowMs: 0 },
];

for (const row of rows) {
  const { name, error = unavailable, failures = 1, negativeSeconds = 30, random = 0.5, windowMs } = row;
  test(`the window is ${windowMs} ms: ${name}`, () => {
    assert.equal(failureWindowMs({ error, failures, negativeSeconds, random }), windowMs);
  });
}

test('a window is a whole number of milliseconds, from half a second to what the cap or Retry-After allow', () => {
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

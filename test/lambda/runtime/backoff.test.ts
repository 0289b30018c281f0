import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { backoffMs } from '../../../lambda/runtime/backoff.ts';

const MAX_RANDOM = 1 - Number.EPSILON / 2;

for (const [attempt, delayMs] of [
  [1, 500],
  [2, 1000],
  [3, 2000],
  [4, 4000],
  [5, 8000],
  [6, 8000],
  [2000, 8000],
] as const) {
  test(`with a first delay of 500 ms, a maximum of 8 s and no jitter, the delay after attempt ${attempt} is ${delayMs} ms`, () => {
    assert.equal(backoffMs({ firstMs: 500, maxMs: 8000, jitter: 0 }, attempt, MAX_RANDOM), delayMs);
  });
}

for (const [jitter, random, delayMs] of [
  [0.5, 0, 500],
  [0.5, 0.5, 750],
  [1, 0, 0],
  [1, 0.25, 250],
] as const) {
  test(`a jitter of ${jitter} and the random number ${random} turn 1000 ms into ${delayMs} ms`, () => {
    assert.equal(backoffMs({ firstMs: 1000, maxMs: 1000, jitter }, 1, random), delayMs);
  });
}

test('a delay is at most the exponential delay or the maximum, and jitter only shortens it', () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(share, fc.integer({ min: 1, max: 100 }), random, (jitter, attempt, chance) => {
      const delayMs = backoffMs({ firstMs: 100, maxMs: 3000, jitter }, attempt, chance);
      const fullMs = Math.min(3000, 100 * 2 ** (attempt - 1));
      assert.ok(delayMs >= fullMs * (1 - jitter) - 1e-9 && delayMs <= fullMs + 1e-9, `${delayMs} ms`);
    }),
  );
});

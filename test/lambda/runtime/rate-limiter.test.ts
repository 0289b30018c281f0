import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createProcessRateLimiter, RATE_WINDOW_MS } from '../../../lambda/runtime/rate-limiter.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { calls, OF_TOKEN } from '../../support/operations.ts';
import { NEVER } from '../../support/stored.ts';

test('a call leaves the sliding window after 60 s', async () => {
  const clock = createFakeClock();
  const limiter = createProcessRateLimiter(2, clock);
  await clock.advance(50_000);
  assert.equal(await limiter.take(calls(1), NEVER), 0);
  await clock.advance(15_000);
  assert.equal(await limiter.take(calls(1), NEVER), 0);
  assert.equal(await limiter.take(calls(1), NEVER), 45_000);
  await clock.advance(44_999);
  assert.equal(await limiter.take(calls(1), NEVER), 1);
  await clock.advance(1);
  assert.equal(await limiter.take(calls(1), NEVER), 0);
  assert.equal(await limiter.take(calls(1), NEVER), 15_000);
});

test('several calls wait until enough of the oldest have left the window', async () => {
  const clock = createFakeClock();
  const limiter = createProcessRateLimiter(3, clock);
  for (const gapMs of [0, 10_000, 10_000]) {
    await clock.advance(gapMs);
    assert.equal(await limiter.take(calls(1), NEVER), 0);
  }
  assert.equal(await limiter.take(calls(1), NEVER), 40_000);
  assert.equal(await limiter.take(calls(2), NEVER), 50_000);
  assert.equal(await limiter.take(calls(3), NEVER), 60_000);
  await clock.advance(50_000);
  assert.equal(await limiter.take(calls(2), NEVER), 0);
});

test('a pause ends after exactly its duration', async () => {
  const clock = createFakeClock();
  const limiter = createProcessRateLimiter(2, clock);
  await limiter.pause(OF_TOKEN, 1000, NEVER);
  await clock.advance(999);
  assert.equal(await limiter.take(calls(1), NEVER), 1);
  await clock.advance(1);
  assert.equal(await limiter.take(calls(1), NEVER), 0);
});

test('no period of 60 s has more calls than the limit, and no wait is longer than necessary', async () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 40_000 }), { maxLength: 50 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 5 }), gaps, async (callsPerMinute, gapsMs) => {
      const clock = createFakeClock();
      const limiter = createProcessRateLimiter(callsPerMinute, clock);
      const madeAtMs: number[] = [];
      for (const gapMs of gapsMs) {
        await clock.advance(gapMs);
        const nowMs = clock.monotonicMs();
        const waitMs = await limiter.take(calls(1), NEVER);
        if (waitMs === 0) madeAtMs.push(nowMs);
        const recent = madeAtMs.filter((atMs) => atMs > nowMs - RATE_WINDOW_MS);
        assert.ok(recent.length <= callsPerMinute);
        // A wait needs a full window, and ends when its oldest call leaves it.
        if (waitMs === 0) continue;
        assert.equal(recent.length, callsPerMinute);
        assert.equal(nowMs + waitMs, (recent[0] ?? Number.NaN) + RATE_WINDOW_MS);
      }
    }),
  );
});

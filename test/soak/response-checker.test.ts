import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHistory, type Exchange } from './history.ts';
import type { Violation } from './invariants.ts';
import { LIMITS } from './local-system.ts';
import { watchRedis } from './redis-watch.ts';
import { createResponseChecker } from './response-checker.ts';

const T = 1_000_000;

/** A response with another queue, which violates an invariant. */
function wrongResponse(respondedAtMs: number): Exchange {
  return {
    queue: 'Queue 1',
    sentAtMs: T,
    respondedAtMs,
    statusCode: 200,
    code: undefined,
    stale: false,
    ageSeconds: 0,
    generatedAtMs: T,
    responseQueue: 'Queue 2',
    durationMs: 10,
    lagMs: 0,
    copyBytes: 0,
    line: {},
  };
}

test('a response is checked once, and only when no earlier request is pending', () => {
  const violations: [Violation['invariant'], number][] = [];
  const tally = {
    add: () => undefined,
    lost: () => undefined,
    violated: ({ invariant }: Violation, { respondedAtMs }: Exchange) =>
      violations.push([invariant, respondedAtMs]),
  };
  const checker = createResponseChecker(tally, LIMITS);
  checker.responded(wrongResponse(T + 10));
  checker.responded(wrongResponse(T + 20));
  checker.check(T + 10);
  assert.deepEqual(violations, []);
  checker.check(T + 20);
  checker.check(T + 20);
  assert.deepEqual(violations, [['a response has the requested queue', T + 10]]);
  checker.check(Number.POSITIVE_INFINITY);
  assert.equal(violations.length, 2);
});

for (const [label, losesReplies, stalls] of [
  ['during a fault that stops replies is not a stall', true, 0],
  ['while Redis is only full is a stall', false, 1],
] as const)
  test(`a slow Redis reply ${label}`, async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: T });
    const history = createHistory();
    history.redis.push({ fromMs: T, untilMs: T + 5000, losesData: false, losesReplies });
    const { promise: replied, resolve: reply } = Promise.withResolvers<void>();
    const watch = watchRedis(() => replied, history, LIMITS.stallMs);
    assert.equal(watch.pendingSinceMs, T);
    t.mock.timers.setTime(T + LIMITS.stallMs);
    reply();
    await replied;
    watch.stop();
    assert.equal(watch.pendingSinceMs, Number.POSITIVE_INFINITY);
    assert.equal(history.stalls.length, stalls);
  });

test('a Redis reply below the stall limit is not a stall', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: T });
  const history = createHistory();
  const { promise: replied, resolve: reply } = Promise.withResolvers<void>();
  const watch = watchRedis(() => replied, history, LIMITS.stallMs);
  t.mock.timers.setTime(T + LIMITS.stallMs - 1);
  reply();
  await replied;
  watch.stop();
  assert.deepEqual(history.stalls, []);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHistory, type Exchange } from './history.ts';
import type { Violation } from './invariants.ts';
import { createJudge } from './judge.ts';
import { watchRedis } from './redis-watch.ts';
import { LIMITS } from './world.ts';

const T = 1_000_000;

/** An answer about another question, which violates an invariant. */
function wrongAnswer(answeredAtMs: number): Exchange {
  return {
    question: 'Queue 1',
    sentAtMs: T,
    answeredAtMs,
    statusCode: 200,
    code: undefined,
    stale: false,
    ageSeconds: 0,
    madeAtMs: T,
    about: 'Queue 2',
    durationMs: 10,
    lagMs: 0,
    line: {},
  };
}

test('an answer is judged once, and only when all that was sent before it has been answered', () => {
  const violations: [Violation['invariant'], number][] = [];
  const tally = {
    add: () => undefined,
    lost: () => undefined,
    violated: ({ invariant }: Violation, { answeredAtMs }: Exchange) =>
      violations.push([invariant, answeredAtMs]),
  };
  const judge = createJudge(tally, LIMITS);
  judge.answered(wrongAnswer(T + 10));
  judge.answered(wrongAnswer(T + 20));
  judge.judge(T + 10);
  assert.deepEqual(violations, []);
  judge.judge(T + 20);
  judge.judge(T + 20);
  assert.deepEqual(violations, [['an answer is about its question', T + 10]]);
  judge.judge(Number.POSITIVE_INFINITY);
  assert.equal(violations.length, 2);
});

for (const [what, losesAnswers, stalls] of [
  ['while it is paused by a fault is no stall', true, 0],
  ['while it is merely full is a stall', false, 1],
] as const)
  test(`a reply of Redis that takes long ${what}`, async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: T });
    const history = createHistory();
    history.redis.push({ fromMs: T, untilMs: T + 5000, losesData: false, losesAnswers });
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

test('a reply of Redis below the limit is no stall', async (t) => {
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

import type { BenchCase, Subject } from '../case.ts';
import { listingOf } from '../listings.ts';
import { soleWorker } from '../stage.ts';
import { quantile } from '../statistics.ts';
import { sideBySide, subjectOn } from '../subject.ts';
import type { Timed } from '../task.ts';
import { OURS_AND_OTHERS_WITH_MEMORY } from './contenders.ts';

const STAGES = 11;
const REQUESTS = 10;
const EVERY_MS = 300;
const PATIENCE_MS = 2000;
const WARM_UP = 50;
const { queues, parameters } = listingOf(4);
const requests = Array.from({ length: REQUESTS }, (_, index) => ({ atMs: index * EVERY_MS, parameters }));

/** Redis accepts everything and answers nothing. */
export const frozenRedis: BenchCase = {
  name: 'frozen-redis',
  title: 'Redis is frozen',
  method: `One process with a stored listing; then Redis gets SIGSTOP, so that its connections stay open and nothing is answered, while Genesys answers at once. ${REQUESTS} requests follow, one every ${EVERY_MS} ms; ${PATIENCE_MS / 1000} s stand for no answer at all. ${STAGES} times at once, each with a Redis of its own.`,
  figures: [
    { key: 'firstMs', label: 'first answer', unit: 'ms' },
    { key: 'nextMs', label: 'median of those after it', unit: 'ms' },
    { key: 'unanswered', label: 'unanswered', unit: '%' },
  ],
  contenders: OURS_AND_OTHERS_WITH_MEMORY,
  rounds: 1,
  hasFixedRounds: true,
  order: 'in-sequence',
  open: (contender) => sideBySide(STAGES, () => openStageOf(contender)),
};

function openStageOf(contender: string): Promise<Subject> {
  return subjectOn({ contender, queues }, async (stage) => {
    const worker = soleWorker(stage);
    await worker.run({ kind: 'repeat', questions: [parameters], count: WARM_UP });
    return async () => {
      stage.redis.pause();
      try {
        return figuresOf(await worker.run({ kind: 'schedule', requests, patienceMs: PATIENCE_MS }));
      } finally {
        stage.redis.resume();
      }
    };
  });
}

function figuresOf(answers: readonly Timed[]): Record<string, number> {
  const [firstMs = Number.NaN, ...nextMs] = answers.map(({ ms }) => ms);
  const unanswered = answers.filter(({ outcome }) => outcome === 'error' || outcome === 'no-answer');
  return { firstMs, nextMs: quantile(nextMs, 0.5), unanswered: (100 * unanswered.length) / answers.length };
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchCase } from '../case.ts';
import { listingOf } from '../listings.ts';
import { soleWorker } from '../stage.ts';
import { quantile } from '../statistics.ts';
import { subjectOn } from '../subject.ts';
import type { Timed } from '../task.ts';
import { OURS_AND_OTHERS } from './contenders.ts';

const REQUESTS = 10;
const EVERY_MS = 500;
const PATIENCE_MS = 5000;
const RECOVERY_MS = 1500;
const WARM_UP = 50;
const { queues, parameters } = listingOf(4);
const requests = Array.from({ length: REQUESTS }, (_, index) => ({ atMs: index * EVERY_MS, parameters }));

/** Redis accepts everything and answers nothing. */
export const frozenRedis: BenchCase = {
  name: 'frozen-redis',
  title: 'Redis is frozen',
  method: `One process with a stored listing; then Redis gets SIGSTOP, so that its connections stay open and nothing is answered, while Genesys answers at once. ${REQUESTS} requests follow, one every ${EVERY_MS} ms; ${PATIENCE_MS / 1000} s stand for no answer at all.`,
  figures: [
    { key: 'firstMs', label: 'first answer', unit: 'ms' },
    { key: 'nextMs', label: 'median of those after it', unit: 'ms' },
    { key: 'unanswered', label: 'unanswered', unit: '%' },
  ],
  contenders: OURS_AND_OTHERS,
  rounds: 1,
  hasFixedRounds: true,
  order: 'in-sequence',
  open: (contender) =>
    subjectOn({ contender, queues }, async (stage) => {
      const worker = soleWorker(stage);
      await worker.run({ kind: 'repeat', questions: [parameters], count: WARM_UP });
      return async () => {
        stage.redis.pause();
        try {
          return figuresOf(await worker.run({ kind: 'schedule', requests, patienceMs: PATIENCE_MS }));
        } finally {
          stage.redis.resume();
          await sleep(RECOVERY_MS);
        }
      };
    }),
};

function figuresOf(answers: readonly Timed[]): Record<string, number> {
  const [firstMs = Number.NaN, ...nextMs] = answers.map(({ ms }) => ms);
  const unanswered = answers.filter(({ outcome }) => outcome === 'error' || outcome === 'no-answer');
  return { firstMs, nextMs: quantile(nextMs, 0.5), unanswered: (100 * unanswered.length) / answers.length };
}

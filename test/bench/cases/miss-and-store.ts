import type { BenchCase } from '../case.ts';
import { listingOf } from '../listings.ts';
import { giveOwnCores } from '../own-cores.ts';
import { soleWorker } from '../stage.ts';
import { subjectOn } from '../subject.ts';
import { EVERYBODY } from './contenders.ts';

const MISSES = 150;
const { queues } = listingOf(4);
const questions = Array.from({ length: MISSES }, (_, index) => ({ pageSize: 25 + index }));

/** The time of a miss, storing included. */
export const missAndStore: BenchCase = {
  name: 'miss-and-store',
  title: 'Miss and store, 10 KB listing',
  method: `One process asks ${MISSES} questions that nobody has asked before, one after the other, of a Genesys on this machine that answers at once; a sample is the mean. The product takes a lease, counts the call against the rate limit, checks the answer and stores it before it answers.`,
  figures: [{ key: 'missUs', label: 'a miss', unit: 'µs' }],
  contenders: EVERYBODY,
  reference: 'ioredis',
  rounds: 11,
  order: 'rotated',
  open: (contender) =>
    subjectOn({ contender, queues }, async (stage) => {
      await giveOwnCores(stage);
      const misses = async () => {
        await stage.client.flushall();
        const result = await soleWorker(stage).run({ kind: 'repeat', questions, count: MISSES });
        if (result.hits > 0) throw new Error(`${result.hits} of ${MISSES} were hits`);
        return { missUs: result.meanUs };
      };
      await misses();
      return misses;
    }),
};

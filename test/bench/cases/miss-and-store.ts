import type { BenchCase } from '../case.ts';
import { listingOf } from '../listings.ts';
import { giveOwnCores } from '../own-cores.ts';
import { openStage, soleWorker } from '../stage.ts';
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
  open: async (contender) => {
    const stage = await openStage({ contender, queues });
    await giveOwnCores(stage);
    const worker = soleWorker(stage);
    const misses = async () => {
      await stage.client.flushall();
      const { meanUs, hits } = await worker.run({ kind: 'repeat', questions, count: MISSES });
      if (hits > 0) throw new Error(`${hits} of ${MISSES} were hits`);
      return { missUs: meanUs };
    };
    await misses();
    return { settings: worker.settings, sample: misses, close: stage.close };
  },
};

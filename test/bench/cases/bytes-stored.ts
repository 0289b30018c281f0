import type { BenchCase } from '../case.ts';
import { listingOf } from '../listings.ts';
import { soleWorker } from '../stage.ts';
import { subjectOn } from '../subject.ts';
import { OURS_AND_OTHERS } from './contenders.ts';
import { storedValues } from './stored-values.ts';

const { queues, parameters } = listingOf(25);

/** What the listing that Genesys gives by default takes in Redis. */
export const bytesStored: BenchCase = {
  name: 'bytes-stored',
  title: 'Bytes in Redis for a page of 25 queues',
  method:
    "The length of the stored value, and what Redis says it needs for it with its key (MEMORY USAGE). The queues are the simulator's, which are more alike than those of an organization may be. The time to read it is the warm hit of 64 KB.",
  figures: [
    { key: 'bytes', label: 'value', unit: 'bytes' },
    { key: 'memoryBytes', label: 'memory', unit: 'bytes' },
  ],
  contenders: OURS_AND_OTHERS,
  reference: 'ioredis',
  rounds: 11,
  hasFixedRounds: true,
  order: 'in-sequence',
  open: (contender) =>
    subjectOn({ contender, queues }, async (stage) => async () => {
      await stage.client.flushall();
      await soleWorker(stage).run({ kind: 'repeat', questions: [parameters], count: 1 });
      const [value] = await storedValues(stage.client, 1);
      return { bytes: value?.bytes ?? Number.NaN, memoryBytes: value?.memoryBytes ?? Number.NaN };
    }),
};

import type { BenchCase } from '../case.ts';
import { smallListing } from '../listings.ts';
import { soleWorker } from '../stage.ts';
import { quantile } from '../statistics.ts';
import { subjectOn } from '../subject.ts';
import { OURS_AND_OTHERS } from './contenders.ts';
import { storedValues } from './stored-values.ts';

const VALUES = 200;
const TTL_SECONDS = 300;
const { queues } = smallListing();
const questions = Array.from({ length: VALUES }, (_, index) => ({ pageSize: 25 + index }));

/** Whether values that are stored together end together. */
export const ttlSpread: BenchCase = {
  name: 'ttl-spread',
  title: 'Spread of lifetimes',
  method: `${VALUES} values with a TTL of ${TTL_SECONDS} s are stored one right after the other, as after a deployment. The busiest second is the one in which most of them end: that many calls go to Genesys at once.`,
  figures: [
    { key: 'busiest', label: 'ends in the busiest second', unit: '' },
    { key: 'spreadS', label: 'from the 5th to the 95th percentile', unit: 's' },
  ],
  contenders: OURS_AND_OTHERS,
  rounds: 11,
  hasFixedRounds: true,
  order: 'in-sequence',
  open: (contender) =>
    subjectOn({ contender, queues, ttlSeconds: TTL_SECONDS }, async (stage) => async () => {
      await stage.client.flushall();
      await soleWorker(stage).run({ kind: 'repeat', questions, count: VALUES });
      const values = await storedValues(stage.client, VALUES);
      const ends = values.map(({ expiresAtMs }) => expiresAtMs);
      const spreadMs = quantile(ends, 0.95) - quantile(ends, 0.05);
      return { busiest: busiestSecond(ends), spreadS: spreadMs / 1000 };
    }),
};

/** The most moments that lie within any one second. */
function busiestSecond(moments: readonly number[]): number {
  return Math.max(
    ...moments.map((from) => moments.filter((moment) => moment >= from && moment < from + 1000).length),
  );
}

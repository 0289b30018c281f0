import type { BenchCase } from '../case.ts';
import { type Listing, listingOf, shareWhenCompressed, smallListing } from '../listings.ts';
import { giveOwnCores } from '../own-cores.ts';
import { soleWorker } from '../stage.ts';
import { subjectOn } from '../subject.ts';
import { EVERYBODY_AND_RAW } from './contenders.ts';

/** What is hot is compiled after so long, or after so many hits. */
const WARM_UP_MS = 1500;
const WARM_UP_HITS = 15_000;

/** The time of a hit, at four sizes. */
export const warmHits: readonly BenchCase[] = [
  warmHit('1kb', '1 KB', smallListing(), 1000),
  warmHit('10kb', '10 KB', listingOf(4), 800),
  warmHit('64kb', '64 KB', listingOf(25), 300),
  warmHit('1mb', '1 MB', listingOf(400), 40),
];

/** `count` hits make a sample: about a tenth of a second. */
function warmHit(name: string, size: string, listing: Listing, count: number): BenchCase {
  const { queues, parameters } = listing;
  return {
    name: `warm-hit-${name}`,
    title: `Warm hit, ${size} listing`,
    method: `One process asks for the same stored listing ${count} times, one after the other, and then again; a sample is the mean of the second time, as the others had the processor before. Redis is on this machine, on a core of its own. What a library gives is the parsed value; what the product gives is the whole API Gateway answer. The queues are the simulator's: zstd, which the product uses from 14 KB on, leaves ${shareWhenCompressed(listing)} of this listing.`,
    figures: [{ key: 'hitUs', label: 'a hit', unit: 'µs' }],
    contenders: EVERYBODY_AND_RAW,
    reference: 'raw',
    rounds: 11,
    order: 'rotated',
    open: (contender) =>
      subjectOn({ contender, queues }, async (stage) => {
        await giveOwnCores(stage);
        const worker = soleWorker(stage);
        const hits = async (count: number) => {
          const result = await worker.run({ kind: 'repeat', questions: [parameters], count });
          if (result.hits !== count) throw new Error(`${result.hits} of ${count} were hits`);
          return { hitUs: result.meanUs };
        };
        await worker.run({ kind: 'repeat', questions: [parameters], count: 1 });
        const endMs = performance.now() + WARM_UP_MS;
        for (let done = 0; done < WARM_UP_HITS && performance.now() < endMs; done += count) await hits(count);
        return async () => {
          await hits(count);
          return hits(count);
        };
      }),
  };
}

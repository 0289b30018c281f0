import type { BenchCase } from '../case.ts';
import { type Listing, listingOf, smallListing } from '../listings.ts';
import { giveOwnCores } from '../own-cores.ts';
import { openSubject } from '../stage.ts';
import { CONTENDERS } from './contenders.ts';

/** Hot code is compiled after about this time or this many hits. */
const WARM_UP_MS = 1000;
const WARM_UP_HITS = 15_000;
const MAX_ATTEMPTS = 5;

/** The time of a hit at four sizes. */
export const warmHits: readonly BenchCase[] = [
  warmHit('1 KB', smallListing(), 1000),
  warmHit('10 KB', listingOf(4), 800),
  warmHit('64 KB', listingOf(25), 300),
  warmHit('1 MB', listingOf(400), 40),
];

/** `count` hits take about a tenth of a second. */
function warmHit(size: string, { queues, parameters }: Listing, count: number): BenchCase {
  return {
    name: `warm-hit-${size.replace(' ', '').toLowerCase()}`,
    title: `Warm hit, ${size} listing`,
    method: `One process requests the same stored listing ${count} times in a row, twice; a sample is the mean of the second time, when the processor's caches are its own. Redis has a core to itself. A library returns the parsed value, the product the whole API Gateway response. bentocache hits its memory layer, without a round trip to Redis; the product reads Redis for every hit, so that a change in Genesys shows in all containers at once.`,
    figures: [{ key: 'hitMs', label: 'hit', unit: 'ms', summary: `warm hit, ${size}` }],
    contenders: CONTENDERS,
    rounds: 7,
    order: 'interleaved',
    open: (contender) =>
      openSubject({ contender, queues }, async (stage) => {
        await giveOwnCores(stage);
        const repeat = () => stage.workers[0].run({ kind: 'repeat', parameters, count });
        const endMs = performance.now() + WARM_UP_MS;
        for (let done = 0; done < WARM_UP_HITS && performance.now() < endMs; done += count) await repeat();
        return async () => {
          await repeat();
          // On a busy machine, Redis may occasionally exceed a contender's timeout.
          for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
            const { hits, meanMs } = await repeat();
            if (hits === count) return { hitMs: meanMs };
          }
          throw new Error(`${contender} does not reach ${count} hits in a row`);
        };
      }),
  };
}

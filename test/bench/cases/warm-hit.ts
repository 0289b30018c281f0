import type { BenchCase } from '../case.ts';
import { CONTENDERS } from '../contender.ts';
import { type Listing, listingOf, smallListing } from '../listings.ts';
import { giveOwnCores } from '../own-cores.ts';
import { openSubject, type Stage } from '../stage.ts';

/** V8 has compiled the code of a hit after about 12,000 hits. The time limits the warm-up with large listings. */
const WARM_UP_HITS = 15_000;
const WARM_UP_MS = 5000;
const MAX_ATTEMPTS = 5;
const method = (count: number) =>
  `After a warm-up of ${WARM_UP_HITS} hits or ${WARM_UP_MS / 1000} s, one process requests the same stored listing ${count} times in a row, twice; a sample is the mean of the second time, when the processor's caches are its own. A library returns the parsed value, the product the whole API Gateway response.`;

/** The time of a hit at four sizes. */
export const warmHits: readonly BenchCase[] = [
  warmHit('1 KB', smallListing(), 1000),
  warmHit('10 KB', listingOf(4), 800),
  warmHit('64 KB', listingOf(25), 300),
  warmHit('1 MB', listingOf(400), 40),
];

/** `count` hits take about a tenth of a second. */
function warmHit(size: string, listing: Listing, count: number): BenchCase {
  return {
    name: `warm-hit-${size.replace(' ', '').toLowerCase()}`,
    title: `Warm hit, ${size} listing`,
    method: `${method(count)} Redis has a core to itself. bentocache hits its memory layer, without a round trip to Redis; the product reads Redis for every hit, so that a change in Genesys shows in all containers at once.`,
    figures: [{ key: 'hitMs', label: 'hit', unit: 'ms', summary: `warm hit, ${size}` }],
    contenders: CONTENDERS,
    rounds: 7,
    order: 'interleaved',
    open: (contender) => open(contender, listing, count),
  };
}

/** The time of a hit while Redis is out, for the contenders that have the entry in memory. */
export const localCopyHit: BenchCase = {
  name: 'local-copy-hit',
  title: 'Hit while Redis is out, 10 KB listing',
  method: `${method(800)} Redis is killed after the warm-up. bentocache hits its memory layer, the product its container's copy; contenders without entries in memory would call Genesys for every request.`,
  figures: [{ key: 'hitMs', label: 'hit', unit: 'ms', summary: 'hit while Redis is out, 10 KB' }],
  contenders: ['ours', 'bentocache'],
  rounds: 7,
  order: 'interleaved',
  open: (contender) => open(contender, listingOf(4), 800, ({ redis }) => redis.kill()),
};

/** `disturb` is called after the warm-up; another warm-up follows. */
function open(
  contender: string,
  { queues, parameters }: Listing,
  count: number,
  disturb?: (stage: Stage) => Promise<void>,
) {
  return openSubject({ contender, queues }, async (stage) => {
    await giveOwnCores(stage);
    const repeat = () => stage.workers[0].run({ kind: 'repeat', parameters, count });
    const warmUp = async () => {
      const endMs = performance.now() + WARM_UP_MS;
      for (let done = 0; done < WARM_UP_HITS && performance.now() < endMs; done += count) await repeat();
    };
    await warmUp();
    if (disturb) {
      await disturb(stage);
      await warmUp();
    }
    return async () => {
      await repeat();
      // On a busy machine, Redis may occasionally exceed a contender's timeout.
      for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
        const { hits, meanMs } = await repeat();
        if (hits === count) return { hitMs: meanMs };
      }
      throw new Error(`${contender} does not reach ${count} hits in a row`);
    };
  });
}

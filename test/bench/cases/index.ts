import type { BenchCase } from '../case.ts';
import { coldKeyBurst } from './cold-key-burst.ts';
import { coldStart, firstMiss } from './cold-start.ts';
import { failingUpstream } from './failing-upstream.ts';
import { rateLimitedUpstream } from './rate-limited-upstream.ts';
import { localCopyHit, warmHits } from './warm-hit.ts';

/** Every case, in the order in which they run. */
export const benchCases: readonly BenchCase[] = [
  coldStart,
  firstMiss,
  ...warmHits,
  localCopyHit,
  coldKeyBurst,
  failingUpstream,
  rateLimitedUpstream,
];

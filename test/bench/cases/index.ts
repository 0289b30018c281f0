import type { BenchCase } from '../case.ts';
import { coldKeyBurst, expiryBurst } from './bursts.ts';
import { bytesStored } from './bytes-stored.ts';
import { coldStarts } from './cold-start.ts';
import { failingUpstream } from './failing-upstream.ts';
import { frozenRedis } from './frozen-redis.ts';
import { missAndStore } from './miss-and-store.ts';
import { rateLimitedUpstream } from './rate-limited-upstream.ts';
import { ttlSpread } from './ttl-spread.ts';
import { warmHits } from './warm-hit.ts';

/** Every case there is, in the order in which they run. */
export const benchCases: readonly BenchCase[] = [
  ...coldStarts,
  ...warmHits,
  missAndStore,
  coldKeyBurst,
  expiryBurst,
  failingUpstream,
  frozenRedis,
  ttlSpread,
  bytesStored,
  rateLimitedUpstream,
];

/** The libraries, and what one would write by hand; `ioredis`, with time-outs, is the reference. */
export const OTHERS = [
  'ioredis',
  'tutorial',
  'bentocache',
  'cachified',
  'async-cache-dedupe',
  'ocache',
  'cacheable',
  'cache-manager',
] as const;

/** Libraries with a layer in the memory of each process, where that makes a difference. */
const WITH_MEMORY = ['bentocache-memory', 'cacheable-memory'] as const;

/** Everybody, with the product first. */
export const EVERYBODY = ['ours', 'ours-cache-only', ...OTHERS] as const;

/** For a hit: everybody, those with memory, and the floor of a hit in Redis, which is the reference. */
export const EVERYBODY_AND_RAW = ['ours', 'ours-cache-only', 'raw', ...OTHERS, ...WITH_MEMORY] as const;

/** The product and the others, where the cache without its handler would say nothing more. */
export const OURS_AND_OTHERS = ['ours', ...OTHERS] as const;

/** The same, for what becomes of a hit without Redis. */
export const OURS_AND_OTHERS_WITH_MEMORY = [...OURS_AND_OTHERS, ...WITH_MEMORY] as const;

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

/** Everybody, with the product first. */
export const EVERYBODY = ['ours', 'ours-cache-only', ...OTHERS] as const;

/** Everybody, and the floor of a hit, which is the reference. */
export const EVERYBODY_AND_RAW = ['ours', 'ours-cache-only', 'raw', ...OTHERS] as const;

/** The product and the others, where the cache without its handler would say nothing more. */
export const OURS_AND_OTHERS = ['ours', ...OTHERS] as const;

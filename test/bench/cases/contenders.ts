/** The product, the two ways without a library, and the two libraries that come closest to it. */
export const CONTENDERS = ['ours', 'ioredis', 'tutorial', 'bentocache', 'cachified'] as const;

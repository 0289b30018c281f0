/** The product, the two ways without a library, and the two most similar libraries. */
export const CONTENDERS = ['ours', 'ioredis', 'tutorial', 'bentocache', 'cachified'] as const;

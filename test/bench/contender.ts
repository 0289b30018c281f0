/** A request to a contender. Libraries use `key` and `load`; the product derives its key from `parameters`. */
export interface CacheRequest {
  /** Equal for equal parameters. */
  readonly key: string;
  /** The parameters of the data action `queues`. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Calls Genesys; rejects for any status but 200, or after 5 s. */
  load(): Promise<unknown>;
  /** Records a miss of a contender that does not use `load`. */
  noteMiss(): void;
}

/** The addresses of Redis and Genesys, and the TTL of entries. */
export interface ContenderOptions {
  readonly redisUrl: string;
  readonly genesysUrl: string;
  readonly ttlSeconds: number;
  /** The time after its TTL for which an entry may be served, for contenders with this feature. */
  readonly staleSeconds: number;
  /** Whether the simulated Genesys enforces its rate limit; otherwise the product's own limit is never reached. */
  readonly isRateLimited: boolean;
  /** The product's time limit for Redis; default 250, as its own. */
  readonly redisTimeoutMs?: number;
  /** The product's bundle; the other contenders need none. */
  readonly bundleFolder?: string;
}

/** A connected cache. */
export interface Cache {
  /** Returns the response for the caller; rejects if there is none. */
  get(request: CacheRequest): Promise<unknown>;
}

/** Each file of contenders/ exports one as `contender`; its name is the file's. */
export interface Contender {
  /** Its best documented configuration for a shared Redis. */
  readonly settings: string;
  open(options: ContenderOptions): Promise<Cache>;
}

/** The Redis timeout of every contender that has one: the product's default. */
export const REDIS_TIMEOUT_MS = 250;

/** The product, the two ways without a library, and the two most similar libraries. */
export const CONTENDERS = ['ours', 'ioredis', 'tutorial', 'bentocache', 'cachified'] as const;

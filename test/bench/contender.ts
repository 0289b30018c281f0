/** A request to a contender. Libraries use `key` and `load`; the product makes its own key of `parameters`. */
export interface CacheRequest {
  /** Equal for equal parameters. */
  readonly key: string;
  /** The parameters of the data action `queues`. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Calls Genesys; rejects for any status but 200, or after 5 s. */
  load(): Promise<unknown>;
  /** For a contender that does not use `load`: records a miss. */
  noteMiss(): void;
}

/** Where a contender finds Redis and Genesys, and how long entries live. */
export interface ContenderOptions {
  readonly redisUrl: string;
  readonly genesysUrl: string;
  readonly ttlSeconds: number;
  /** How long an entry may be served beyond its TTL, by contenders that can. */
  readonly staleSeconds: number;
  /** Whether the simulated Genesys enforces its rate limit; otherwise the product's own limit is out of reach. */
  readonly isRateLimited: boolean;
  /** The product's time limit for Redis; default 250, as its own. */
  readonly redisTimeoutMs?: number;
  /** The product's bundle; the other contenders need none. */
  readonly bundleFolder?: string;
}

/** A connected cache. */
export interface Cache {
  /** The response that a caller gets; rejects when there is none. */
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

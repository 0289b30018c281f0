/** Something that is asked. The libraries use `key` and `load`; the product makes its own of `parameters`. */
export interface Question {
  /** Equal for equal parameters. */
  readonly key: string;
  /** The parameters of the data action `queues`. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Asks Genesys. Rejects when it answers anything but 200, or not within 5 s. */
  load(): Promise<unknown>;
  /** To be called by a contender that does not use `load`, when an answer was not a hit. */
  noteMiss(): void;
}

/** Where a contender keeps and finds things, and how long. */
export interface ContenderOptions {
  readonly redisUrl: string;
  readonly genesysUrl: string;
  readonly ttlSeconds: number;
  /** How long a value may be used beyond its TTL, by those who can. */
  readonly staleSeconds: number;
  /** Whether the simulated Genesys refuses calls beyond its limit; if not, the product counts calls and holds none back. */
  readonly isRateLimited: boolean;
  /** The product's bundle, as it is deployed. */
  readonly bundleFolder: string;
}

/** A cache that is connected. */
export interface Cache {
  /** Gives what a caller would be given; rejects where there is no answer. */
  ask(question: Question): Promise<unknown>;
}

/** A file of contenders/ exports one of these as `contender`; its name is that of the file. */
export interface Contender {
  /** Its best documented configuration for a shared Redis, in words that can be checked. */
  readonly settings: string;
  open(options: ContenderOptions): Promise<Cache>;
}

/** The time that every contender gives Redis, where it can be told: what the product does by default. */
export const REDIS_TIMEOUT_MS = 250;

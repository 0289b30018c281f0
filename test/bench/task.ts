import type { ContenderOptions } from './contender.ts';

/** The parameters of one request. */
export type Parameters = Readonly<Record<string, unknown>>;

/** The tasks of a worker. */
export type Task =
  /** Sends the same request `count` times, one after the other; the result is a `Repeated`. */
  | { readonly kind: 'repeat'; readonly parameters: Parameters; readonly count: number }
  /** Sends each request when it is due, whether or not earlier ones have ended; the result is a `Timed` for each. */
  | {
      readonly kind: 'schedule';
      readonly requests: readonly ScheduledRequest[];
      /** Start of the schedule, in milliseconds since the epoch; default now. */
      readonly startAtMs?: number;
    };

/** A request and when it is due, in milliseconds from the start of the schedule. */
interface ScheduledRequest {
  readonly atMs: number;
  readonly parameters: Parameters;
}

/** The mean time of a request and the number of hits. */
export interface Repeated {
  readonly meanMs: number;
  readonly hits: number;
}

/** The outcome of one request. */
export interface Timed {
  /** The time since it was due; at most {@link REQUEST_TIMEOUT_MS}. */
  readonly ms: number;
  readonly outcome: 'hit' | 'miss' | 'error' | 'timeout';
  /** The message of an error. */
  readonly reason?: string;
}

/** The maximum time for which a worker waits for a response. */
export const REQUEST_TIMEOUT_MS = 10_000;

/** The result of each task. */
export type ResultOf<T extends Task> = T extends { kind: 'repeat' } ? Repeated : Timed[];

/** The start parameters of a worker. */
export interface WorkerOptions extends ContenderOptions {
  readonly contender: string;
  /** A bearer token of the simulated Genesys. */
  readonly token: string;
}

/** The messages of a worker. */
export type WorkerMessage =
  | { readonly kind: 'ready'; readonly settings: string }
  | { readonly kind: 'done'; readonly result: Repeated | Timed[] }
  | { readonly kind: 'failed'; readonly reason: string };

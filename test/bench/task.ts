import type { ContenderOptions } from './contender.ts';

/** The parameters of one request. */
export type Parameters = Readonly<Record<string, unknown>>;

/** What a worker can be told to do. */
export type Task =
  /** Sends the same request `count` times, one after the other; the result is a `Repeated`. */
  | { readonly kind: 'repeat'; readonly parameters: Parameters; readonly count: number }
  /** Sends each request when it is due, whether or not earlier ones are done; the result is a `Timed` for each. */
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

/** The mean time of a request, and how many were hits. */
export interface Repeated {
  readonly meanMs: number;
  readonly hits: number;
}

/** The outcome of one request. */
export interface Timed {
  /** From when it was due; at most {@link REQUEST_TIMEOUT_MS}. */
  readonly ms: number;
  readonly outcome: 'hit' | 'miss' | 'error' | 'timeout';
  /** The message of an error. */
  readonly reason?: string;
}

/** A worker does not wait longer for a response. */
export const REQUEST_TIMEOUT_MS = 10_000;

/** The result of each task. */
export type ResultOf<T extends Task> = T extends { kind: 'repeat' } ? Repeated : Timed[];

/** What a worker is started with. */
export interface WorkerOptions extends ContenderOptions {
  readonly contender: string;
  /** A bearer token of the simulated Genesys. */
  readonly token: string;
}

/** What a worker sends. */
export type WorkerMessage =
  | { readonly kind: 'ready'; readonly settings: string }
  | { readonly kind: 'done'; readonly result: Repeated | Timed[] }
  | { readonly kind: 'failed'; readonly reason: string };

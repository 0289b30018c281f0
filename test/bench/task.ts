import type { ContenderOptions } from './contender.ts';

/** The parameters of one question. */
export type Parameters = Readonly<Record<string, unknown>>;

/** What a worker can be told to do. */
export type Task =
  /** Asks `count` times, one after the other, going round the questions; gives a `Repeated`. */
  | { readonly kind: 'repeat'; readonly questions: readonly Parameters[]; readonly count: number }
  /** Asks each question when it is due, answered or not; gives a `Timed` for each. */
  | {
      readonly kind: 'schedule';
      readonly requests: readonly ScheduledRequest[];
      /** When the schedule begins, in milliseconds since the epoch; undefined: at once. */
      readonly startAtMs?: number;
      /** An answer that takes longer is not waited for. */
      readonly patienceMs: number;
    };

/** A question and when it is asked, in milliseconds from the schedule's beginning. */
export interface ScheduledRequest {
  readonly atMs: number;
  readonly parameters: Parameters;
}

/** The mean time of a question, and how many were hits. */
export interface Repeated {
  readonly meanUs: number;
  readonly hits: number;
}

/** How one request went; `ms` counts from when it was due, and is `patienceMs` if that ran out. */
export interface Timed {
  readonly ms: number;
  readonly outcome: 'hit' | 'miss' | 'error' | 'no-answer';
  /** Of an error: its message. */
  readonly reason?: string;
}

/** What each task gives. */
export type ResultOf<T extends Task> = T extends { kind: 'repeat' } ? Repeated : Timed[];

/** What a worker is started with. */
export interface WorkerOptions extends ContenderOptions {
  readonly contender: string;
  /** A bearer token of the simulated Genesys. */
  readonly token: string;
}

/** What a worker says. */
export type WorkerMessage =
  | { readonly kind: 'ready'; readonly settings: string }
  | { readonly kind: 'done'; readonly result: Repeated | Timed[] }
  | { readonly kind: 'failed'; readonly reason: string };

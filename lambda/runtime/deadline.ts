import type { Context } from 'aws-lambda';
import { DeadlineExceeded } from '../errors/service-errors.ts';
import type { Clock } from './clock.ts';

/** The moment by which a request must be answered, and the signal that aborts what is still in flight then. */
export interface Deadline {
  /** On the monotonic clock. */
  readonly atMs: number;
  readonly signal: AbortSignal;
}

/** Milliseconds left until the deadline; 0 once it has passed. */
export function remainingMs(deadline: Deadline, monotonicMs: number): number {
  return Math.max(0, deadline.atMs - monotonicMs);
}

/**
 * Runs `work` under a deadline `budgetMs` from now; rejects with {@link DeadlineExceeded} when it passes. `within`
 * is the signal of a wider deadline.
 */
export function withDeadline<T>(
  budgetMs: number,
  clock: Clock,
  work: (deadline: Deadline) => Promise<T>,
  within?: AbortSignal,
): Promise<T> {
  const atMs = clock.monotonicMs() + budgetMs;
  const expired = () => new DeadlineExceeded(budgetMs);
  const limit: TimeLimit = { ms: budgetMs, clock, expired, ...(within && { within }) };
  return withTimeLimit(limit, (signal) => work({ atMs, signal }));
}

/** An invocation of Lambda, and what one may take at most. */
export interface Invocation {
  context: Pick<Context, 'getRemainingTimeInMillis'>;
  budgetMs: number;
  clock: Clock;
}

/** Kept back from Lambda's remaining time, for building and sending the answer and writing the log. */
const REPORT_RESERVE_MS = 250;

/**
 * Runs `work` under a deadline: the budget from now, or what Lambda leaves less a reserve, whichever is sooner. Never
 * below 1 ms, so that a request that comes too late still gets an answer.
 */
export function withinInvocation<T>(
  { context, budgetMs, clock }: Invocation,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const leftMs = context.getRemainingTimeInMillis() - REPORT_RESERVE_MS;
  return withDeadline(Math.max(1, Math.min(budgetMs, leftMs)), clock, work);
}

/** How long a piece of work may take, and what is thrown when it takes longer. */
export interface TimeLimit {
  ms: number;
  clock: Clock;
  expired: () => Error;
  /** A wider limit that this one lies within: its abort ends the work too, with its own reason. */
  within?: AbortSignal;
}

/**
 * Runs `work` and gives what it gives. Once `ms` have passed, or the wider signal aborts, the signal handed to
 * `work` aborts and the promise rejects with the reason at once, even if `work` does not listen. Nothing is
 * left behind: neither a timer nor a listener.
 */
export async function withTimeLimit<T>(
  { ms, clock, expired, within }: TimeLimit,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  within?.throwIfAborted();
  const abort = new AbortController();
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const giveUp = (reason: unknown) => {
    reject(reason);
    abort.abort(reason);
  };
  const onWiderAbort = () => giveUp(within?.reason);
  // Begun before the limit is set: what it sends is on its way meanwhile.
  work(abort.signal).then(resolve, reject);
  const cancel = clock.timer(ms, () => giveUp(expired()));
  within?.addEventListener('abort', onWiderAbort, { once: true });
  if (within?.aborted) onWiderAbort();
  try {
    return await promise;
  } finally {
    cancel();
    within?.removeEventListener('abort', onWiderAbort);
  }
}

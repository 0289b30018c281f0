import type { Context } from 'aws-lambda';
import { DataActionError } from '../errors.ts';
import type { Clock } from './clock.ts';

/** The time by which a request must have its response, and the signal that aborts what is still running then. */
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
 * Runs `work` under a deadline `timeoutMs` from now; rejects with `deadline_exceeded` when it passes. `within`
 * is the signal of a wider deadline.
 */
export function withDeadline<T>(
  timeoutMs: number,
  clock: Clock,
  work: (deadline: Deadline) => Promise<T>,
  within?: AbortSignal,
): Promise<T> {
  const atMs = clock.monotonicMs() + timeoutMs;
  const expired = () =>
    new DataActionError('deadline_exceeded', `no response within ${Math.round(timeoutMs)} ms`);
  const limit: TimeLimit = { ms: timeoutMs, clock, expired, ...(within && { within }) };
  return withTimeLimit(limit, (signal) => work({ atMs, signal }));
}

export interface Invocation {
  context: Pick<Context, 'getRemainingTimeInMillis'>;
  timeoutMs: number;
  clock: Clock;
}

/** Part of Lambda's remaining time that is reserved for sending the response and writing the log. */
const REPORT_RESERVE_MS = 250;

/**
 * Runs `work` under a deadline: `timeoutMs` from now or Lambda's remaining time less a reserve, whichever is sooner.
 * Never below 1 ms, so that a request that starts too late still gets a response.
 */
export function withinInvocation<T>(
  { context, timeoutMs, clock }: Invocation,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const leftMs = context.getRemainingTimeInMillis() - REPORT_RESERVE_MS;
  return withDeadline(Math.max(1, Math.min(timeoutMs, leftMs)), clock, work);
}

/** The max duration of some work, and the error if it takes longer. */
interface TimeLimit {
  ms: number;
  clock: Clock;
  expired: () => Error;
  /** A wider limit around this one: when it aborts, the work ends too, with the wider limit's reason. */
  within?: AbortSignal;
}

/**
 * Runs `work` and resolves with its result. Once `ms` have passed or the wider signal aborts, the signal handed to
 * `work` aborts and the promise rejects with the reason at once, even if `work` does not listen. Leaves neither a
 * timer nor a listener.
 */
export function withTimeLimit<T>(
  { ms, clock, expired, within }: TimeLimit,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return abortable<T>(within, (resolve, reject) => {
    const own = new AbortController();
    // The work starts before the timer is set, so that it sends its request first.
    work(own.signal).then(resolve, reject);
    const cancel = clock.timer(ms, () => {
      const reason = expired();
      reject(reason);
      own.abort(reason);
    });
    return () => {
      cancel();
      if (within?.aborted) own.abort(within.reason);
    };
  });
}

/** Resolves after `ms`; rejects with the signal's reason as soon as the signal aborts, and leaves no timer. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return abortable<void>(signal, (resolve) => clock.timer(ms, resolve));
}

/**
 * Returns a promise that `start` settles, or that rejects with the signal's reason if the signal aborts first. `start` does
 * not run if the signal has already aborted. It may return a clean-up function, which runs once, when the promise settles;
 * the listener on the signal is removed then too.
 */
export function abortable<T>(
  signal: AbortSignal | undefined,
  start: (resolve: (value: T) => void, reject: (reason: unknown) => void) => undefined | (() => void),
): Promise<T> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    let isSettled = false;
    let cleanUp: undefined | (() => void);
    /** Returns false if the promise was already settled. */
    const settle = (): boolean => {
      if (isSettled) return false;
      isSettled = true;
      signal?.removeEventListener('abort', onAbort);
      cleanUp?.();
      return true;
    };
    const onAbort = () => {
      if (settle()) reject(signal?.reason);
    };
    cleanUp = start(
      (value) => {
        if (settle()) resolve(value);
      },
      (reason) => {
        if (settle()) reject(reason);
      },
    );
    if (isSettled) cleanUp?.();
    else if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}

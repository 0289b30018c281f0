import type { DataActionError } from '../errors/data-action-error.ts';
import { asDataActionError } from '../errors/service-errors.ts';
import { type Clock, sleep } from '../runtime/clock.ts';
import { type Deadline, remainingMs } from '../runtime/deadline.ts';

const MOST_ATTEMPTS = 3;
const BACKOFF_FIRST_MS = 100;
const BACKOFF_MOST_MS = 2000;

/** What the decision to try again rests on. */
export interface FailedAttempt {
  error: DataActionError;
  /** 1 for the first attempt. */
  attempt: number;
  /** Until the request's deadline. */
  remainingMs: number;
  /** In [0, 1). */
  random: number;
}

/**
 * How long to wait before the next attempt, in milliseconds, or undefined to give up: after three attempts, for
 * an error that another try would not mend, or when the wait would reach the deadline.
 *
 * The wait is full jitter over an exponential backoff, `random * min(2000, 100 * 2^(attempt - 1))`: up to 100 ms,
 * then up to 200 ms. It comes on top of what `Retry-After` asks for, so that not all containers come back at once.
 */
export function retryDelayMs({ error, attempt, remainingMs, random }: FailedAttempt): number | undefined {
  if (!error.retryable || attempt >= MOST_ATTEMPTS) return undefined;
  const backoffMs = random * Math.min(BACKOFF_MOST_MS, BACKOFF_FIRST_MS * 2 ** (attempt - 1));
  const delayMs = (error.retryAfterSeconds ?? 0) * 1000 + backoffMs;
  return delayMs < remainingMs ? delayMs : undefined;
}

/** Genesys counts calls by the minute: what asks for a longer wait than a few of them is taken for a mistake. */
const RETRY_AFTER_MOST_SECONDS = 300;

/**
 * The header's seconds from now, rounded up (RFC 9110, 10.2.3: a number of seconds or a date), at most 300; 0 for a
 * date that has passed, undefined for anything else.
 */
export function retryAfterSeconds(header: string | null, nowMs: number): number | undefined {
  const seconds = header === null ? undefined : askedSeconds(header, nowMs);
  return seconds && Math.min(seconds, RETRY_AFTER_MOST_SECONDS);
}

function askedSeconds(header: string, nowMs: number): number | undefined {
  if (/^\s*\d+\s*$/.test(header)) return Number(header);
  const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*, \d.* GMT$/;
  const dateMs = HTTP_DATE.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(dateMs) ? undefined : Math.max(0, Math.ceil((dateMs - nowMs) / 1000));
}

/** What {@link withRetries} works with. */
export interface RetryContext {
  clock: Clock;
  random: () => number;
  deadline: Deadline;
  /** False: one attempt is all. */
  mayRetry: boolean;
  onBackoff: (delayMs: number) => void;
}

/** Runs `attempt` (given 1, 2, 3) until it succeeds or {@link retryDelayMs} says to give up with its error. */
export async function withRetries<T>(
  { clock, random, deadline, mayRetry, onBackoff }: RetryContext,
  attempt: (number: number) => Promise<T>,
): Promise<T> {
  for (let number = 1; ; number += 1) {
    try {
      return await attempt(number);
    } catch (thrown) {
      deadline.signal.throwIfAborted();
      const error = asDataActionError(thrown);
      if (!mayRetry) throw error;
      const remaining = remainingMs(deadline, clock.monotonicMs());
      const delayMs = retryDelayMs({ error, attempt: number, remainingMs: remaining, random: random() });
      if (delayMs === undefined) throw error;
      onBackoff(delayMs);
      await sleep(clock, delayMs, deadline.signal);
    }
  }
}

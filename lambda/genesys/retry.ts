import { asDataActionError, type DataActionError } from '../errors.ts';
import { type Backoff, backoffMs } from '../runtime/backoff.ts';
import type { Clock } from '../runtime/clock.ts';
import { type Deadline, remainingMs, sleep } from '../runtime/deadline.ts';

const MAX_ATTEMPTS = 3;
/** With full jitter, so that containers that failed at the same time do not retry at the same time. */
const BACKOFF: Backoff = { firstMs: 100, maxMs: 2000, jitter: 1 };

interface FailedAttempt {
  error: DataActionError;
  /** 1 for the first attempt. */
  attempt: number;
  /** Until the request's deadline. */
  remainingMs: number;
  /** In [0, 1). */
  random: number;
}

/**
 * How long to wait before the next attempt, in milliseconds. Undefined if there is none: after three attempts, for an
 * error that is not retryable, or if the wait would reach the deadline.
 *
 * The wait is random, up to 100 ms after the first attempt and up to 200 ms after the second, added to `Retry-After`.
 */
export function retryDelayMs({ error, attempt, remainingMs, random }: FailedAttempt): number | undefined {
  if (!error.retryable || attempt >= MAX_ATTEMPTS) return undefined;
  const delayMs = (error.retryAfterSeconds ?? 0) * 1000 + backoffMs(BACKOFF, attempt, random);
  return delayMs < remainingMs ? delayMs : undefined;
}

/** Genesys counts calls per minute, so a longer `Retry-After` is treated as a mistake. */
const RETRY_AFTER_MAX_SECONDS = 300;

/**
 * The seconds to wait according to `Retry-After` (RFC 9110, 10.2.3: a number or a date), rounded up, at most 300; 0 for a
 * date in the past, undefined for anything else.
 */
export function retryAfterSeconds(header: string | null, nowMs: number): number | undefined {
  const seconds = header === null ? undefined : headerSeconds(header, nowMs);
  return seconds && Math.min(seconds, RETRY_AFTER_MAX_SECONDS);
}

function headerSeconds(header: string, nowMs: number): number | undefined {
  if (/^\s*\d+\s*$/.test(header)) return Number(header);
  const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*, \d.* GMT$/;
  const dateMs = HTTP_DATE.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(dateMs) ? undefined : Math.max(0, Math.ceil((dateMs - nowMs) / 1000));
}

interface RetryContext {
  clock: Clock;
  random: () => number;
  deadline: Deadline;
  /** False for a single attempt. */
  mayRetry: boolean;
  onBackoff: (delayMs: number) => void;
}

/** Runs `attempt` (with 1, 2, 3) until it succeeds; throws its error once {@link retryDelayMs} returns undefined. */
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

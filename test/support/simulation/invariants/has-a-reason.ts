import { LIFETIME_JITTER } from '../../../../lambda/cache/freshness.ts';
import { DataActionError } from '../../../../lambda/errors.ts';
import type { History, RequestRecord } from '../history.ts';
import { readOrigin } from '../origin.ts';
import { describe, isDisturbed } from './excuses.ts';

/**
 * A request fails only with an error of the origin or of a deadline. While it has an entry to fall back on, it fails only
 * with an error that rules out a fallback, such as a 404. An expired entry is never a fallback.
 *
 * Exception to the second sentence: the container was frozen or died or one of its operations failed.
 */
export function hasAReason(history: History): string | undefined {
  for (const request of history.requests) {
    const { error } = request;
    if (error !== undefined && !isExpected(error)) return `${describe(request)} fails with ${error}`;
    if (error instanceof DataActionError && error.staleIfError && hasFallback(history, request))
      return `${describe(request)} fails with ${error.code}, although its container has read an entry that it may serve`;
    const expiredMs = expiredForMs(history, request);
    if (expiredMs >= 0)
      return `${describe(request)} gets a value that expired ${expiredMs} ms before it began`;
  }
  return undefined;
}

/** An internal error is expected only if its cause is a defect of the origin. */
function isExpected(error: unknown): boolean {
  if (!(error instanceof DataActionError)) return false;
  const { code, cause } = error;
  return code !== 'internal_error' || (cause instanceof Error && readOrigin(cause.message) !== undefined);
}

/** Whether each reply that its container got during the request and that tells of the entry had one that may be served. */
function hasFallback(
  history: History,
  { container, queue, startMs, endMs = startMs }: RequestRecord,
): boolean {
  if (isDisturbed(history, { fromMs: startMs, untilMs: endMs }, { containers: [container] })) return false;
  const usableMs = history.operations
    .filter((operation) => operation.container === container && operation.queue === queue)
    .filter(({ deliveredMs = Number.NaN }) => deliveredMs >= startMs && deliveredMs <= endMs)
    .flatMap(({ freshUntilEpochMs, deliveredMs = 0 }) =>
      freshUntilEpochMs === undefined
        ? []
        : freshUntilEpochMs + history.staleIfErrorMs - epochMsAt(history, container, deliveredMs),
    );
  return usableMs.length > 0 && Math.min(...usableMs) > 0;
}

/**
 * How long the value had expired when the request began, by its container's clock; negative if it may be served. Of requests
 * in one container that share a fetch, the first to begin counts.
 */
function expiredForMs(history: History, { container, queue, startMs, result }: RequestRecord): number {
  const number = readOrigin(result?.value ?? '')?.call;
  const call = history.calls.find((other) => other.number === number);
  if (call?.endMs === undefined) return Number.NEGATIVE_INFINITY;
  const beganMs = history.requests
    .filter((other) => other.container === container && other.queue === queue)
    .filter((other) => other.startMs <= startMs && (other.endMs ?? startMs) >= startMs)
    .map((other) => other.startMs);
  const storedEpochMs = epochMsAt(history, call.request.container, call.endMs);
  const usableMs = history.ttlMs * (1 + LIFETIME_JITTER) + history.staleIfErrorMs;
  return Math.round(epochMsAt(history, container, Math.min(...beganMs)) - storedEpochMs - usableMs);
}

/** The time on a container's epoch clock. */
function epochMsAt({ epochMs }: History, container: string, ms: number): number {
  return (epochMs.get(container) ?? 0) + ms;
}

import { isLocalCopy } from '../cache/result.ts';
import { DataActionError } from '../errors.ts';
import type { RequestRecord, TelemetryEvent } from './events.ts';

/** The fields of a request's log line; a step that did not happen has no field. Durations are whole milliseconds. */
export type RequestFields = Omit<RequestRecord, 'correlationId' | 'target' | 'error' | 'events'> & {
  /** Genesys' `ININ-Correlation-Id`, under Powertools' own name. */
  correlation_id: string | undefined;
  action?: string;
  key?: string;
  /** A value of the metrics' dimension `outcome`. */
  outcome?: string;
  /** The code of the error. */
  code?: string;
  /** Why the entry that was served is stale; the same text as in the `Cache-Status` header. */
  detail?: string;
  ageSeconds?: number;
  /** The response is this container's own copy, because Redis is unavailable. */
  localCopy?: true;
  cacheRead?: string;
  cacheReadMs?: number;
  /** A change in Genesys has made the entry stale. */
  invalidated?: true;
  lease?: string;
  leaseMs?: number;
  leasePolls?: number;
  cacheWrite?: string;
  cacheWriteMs?: number;
  entryBytes?: number;
  failureRemembered?: string;
  failureWindowMs?: number;
  /** The entity that `POST /invalidate` names. */
  entityType?: string;
  entityId?: string;
  /** The data actions whose entries `POST /invalidate` has invalidated. */
  actions?: readonly string[];
  attempts: number;
  attemptOutcomes?: string[];
  /** Sum over all attempts; so are the next two. */
  genesysMs?: number;
  tokenMs?: number;
  backoffMs?: number;
  /** Of the last token: `kept`, `shared` or `login`. */
  tokenSource?: string;
  /** Why the token could not be refreshed; the old one is used until it ends. */
  tokenRefreshError?: string;
  /** Until the rate limit allows the next call. */
  throttledMs?: number;
  cacheErrors?: string[];
  error?: string;
  /** Only for an `internal_error`. */
  stack?: string;
};

/** A longer path is cut in the log: a request may bring one of several KB. */
const PATH_MAX_CHARACTERS = 256;

/** The fields of a request's log line. */
export function requestFields(record: RequestRecord): RequestFields {
  const { requestId, correlationId, method, path, statusCode, durationMs, error, events } = record;
  const fields: RequestFields = {
    requestId,
    correlation_id: correlationId,
    method,
    path: path.slice(0, PATH_MAX_CHARACTERS),
    statusCode,
    durationMs: Math.round(durationMs),
    attempts: 0,
  };
  for (const event of events) addEvent(event, fields);
  for (const sum of ['genesysMs', 'tokenMs', 'backoffMs'] as const)
    if (fields[sum] !== undefined) fields[sum] = Math.round(fields[sum]);
  if (error) addError(error, fields);
  return fields;
}

function addEvent(event: TelemetryEvent, fields: RequestFields): void {
  switch (event.type) {
    case 'request':
      fields.action = event.action;
      if (event.key !== undefined) fields.key = event.key;
      break;
    case 'cache.read':
      fields.cacheRead = event.outcome;
      fields.cacheReadMs = Math.round(event.durationMs);
      if (event.isInvalidated) fields.invalidated = true;
      break;
    case 'cache.lease':
      fields.lease = event.outcome;
      fields.leaseMs = Math.round(event.durationMs);
      if (event.polls > 0) fields.leasePolls = event.polls;
      break;
    case 'cache.write':
      fields.cacheWrite = event.outcome;
      fields.cacheWriteMs = Math.round(event.durationMs);
      fields.entryBytes = event.bytes;
      break;
    case 'cache.failure':
      fields.failureRemembered = event.outcome;
      fields.failureWindowMs = event.windowMs;
      break;
    case 'cache.result':
      fields.outcome = event.result.outcome;
      fields.ageSeconds = event.result.ageSeconds;
      if (event.result.outcome === 'stale') fields.detail = event.result.reason;
      if (isLocalCopy(event.result)) fields.localCopy = true;
      break;
    case 'invalidation':
      Object.assign(fields, event.change);
      fields.actions = event.actions;
      break;
    case 'genesys.token':
      fields.tokenMs = (fields.tokenMs ?? 0) + event.durationMs;
      if (event.source !== undefined) fields.tokenSource = event.source;
      if (event.refreshError !== undefined) fields.tokenRefreshError = describeError(event.refreshError);
      break;
    case 'genesys.attempt':
      fields.attempts += 1;
      fields.attemptOutcomes = [...(fields.attemptOutcomes ?? []), event.outcome];
      fields.genesysMs = (fields.genesysMs ?? 0) + event.durationMs;
      break;
    case 'genesys.backoff':
      fields.backoffMs = (fields.backoffMs ?? 0) + event.delayMs;
      break;
    case 'genesys.throttled':
      fields.throttledMs = Math.round(event.waitMs);
      break;
  }
  if ('cause' in event && event.cause !== undefined)
    fields.cacheErrors = [...(fields.cacheErrors ?? []), describeError(event.cause)];
}

function addError(error: Error, fields: RequestFields): void {
  fields.outcome = 'error';
  if (error instanceof DataActionError) fields.code = error.code;
  fields.error = describeError(error);
  if (
    error instanceof DataActionError &&
    error.code === 'internal_error' &&
    error.cause instanceof Error &&
    error.cause.stack !== undefined
  )
    fields.stack = redact(error.cause.stack);
}

const MAX_CAUSES = 5;

/**
 * An error and its causes in one line. Takes only names and messages: a library's error may carry more, such as the
 * failed command with the password in it.
 */
export function describeError(error: unknown): string {
  const parts: string[] = [];
  for (let next = error; next !== undefined && parts.length < MAX_CAUSES; ) {
    parts.push(next instanceof Error ? `${next.name}: ${next.message}` : String(next));
    next = next instanceof Error ? next.cause : undefined;
  }
  return redact(parts.join(' <- '));
}

const TEXT_MAX_CHARACTERS = 2000;

/**
 * Removes credentials in their usual forms, as a last line of defence, and the part of a body that the JSON parser quotes.
 * Limits the length.
 */
export function redact(text: string): string {
  return text
    .replace(/\b(Basic|Bearer)\s+[\w.~+/=-]+/gi, '$1 ***')
    .replace(/:\/\/[^\s/]*@/g, '://***@')
    .replace(/(\.{3})?".*"(\.{3})? is not valid JSON/gs, '… is not valid JSON')
    .replace(/(`?AUTH`?)(\s+`[^`]*`)+/gi, '$1 ***')
    .slice(0, TEXT_MAX_CHARACTERS);
}

import { DataActionError } from '../errors.ts';
import type { RequestRecord, TelemetryEvent } from './events.ts';

/** The fields of a request's log line; what did not happen has no field. Durations are whole milliseconds. */
export type RequestFields = Omit<RequestRecord, 'target' | 'error' | 'events'> & {
  action?: string;
  key?: string;
  /** Where the answer came from, as the metrics have it. */
  outcome?: string;
  /** Of an error. */
  code?: string;
  /** Why a stale entry answered. */
  detail?: string;
  ageSeconds?: number;
  cacheRead?: string;
  cacheReadMs?: number;
  /** The entry was stale as something had changed. */
  invalidated?: true;
  claim?: string;
  claimMs?: number;
  claimPolls?: number;
  early?: true;
  cacheWrite?: string;
  cacheWriteMs?: number;
  entryBytes?: number;
  failureRemembered?: string;
  failureWindowMs?: number;
  /** Of an invalidation by hand. */
  entityType?: string;
  entityId?: string;
  /** The data actions whose answers it made stale. */
  actions?: readonly string[];
  attempts: number;
  attemptOutcomes?: string[];
  /** These three in sum. */
  genesysMs?: number;
  tokenMs?: number;
  backoffMs?: number;
  withheldMs?: number;
  cacheErrors?: string[];
  error?: string;
  /** Of a defect of ours. */
  stack?: string;
};

/** Characters of a path in the log: a request may bring one of several KB. */
const LONGEST_PATH = 256;

/** What is known of a request, as the fields of its log line. */
export function requestFields(record: RequestRecord): RequestFields {
  const { requestId, correlationId, method, path, statusCode, durationMs, error, events } = record;
  const fields: RequestFields = {
    requestId,
    correlationId,
    method,
    path: path.slice(0, LONGEST_PATH),
    statusCode,
    durationMs: Math.round(durationMs),
    attempts: 0,
  };
  for (const event of events) note(event, fields);
  for (const sum of ['genesysMs', 'tokenMs', 'backoffMs'] as const)
    if (fields[sum] !== undefined) fields[sum] = Math.round(fields[sum]);
  if (error) noteError(error, fields);
  return fields;
}

function note(event: TelemetryEvent, fields: RequestFields): void {
  switch (event.type) {
    case 'question':
      fields.action = event.action;
      fields.key = event.key;
      break;
    case 'cache.read':
      fields.cacheRead = event.outcome;
      fields.cacheReadMs = Math.round(event.durationMs);
      if (event.isInvalidated) fields.invalidated = true;
      break;
    case 'cache.lease':
      fields.claim = event.outcome === 'acquired' ? 'won' : event.outcome;
      fields.claimMs = Math.round(event.durationMs);
      if (event.polls > 0) fields.claimPolls = event.polls;
      if (event.isEarlyRefresh) fields.early = true;
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
      break;
    case 'invalidation':
      Object.assign(fields, event.change);
      fields.actions = event.actions;
      break;
    case 'genesys.token':
      fields.tokenMs = (fields.tokenMs ?? 0) + event.durationMs;
      break;
    case 'genesys.attempt':
      fields.attempts += 1;
      fields.attemptOutcomes = [...(fields.attemptOutcomes ?? []), event.outcome];
      fields.genesysMs = (fields.genesysMs ?? 0) + event.durationMs;
      break;
    case 'genesys.backoff':
      fields.backoffMs = (fields.backoffMs ?? 0) + event.delayMs;
      break;
    case 'genesys.withheld':
      fields.withheldMs = Math.round(event.waitMs);
      break;
  }
  if ('cause' in event && event.cause !== undefined)
    fields.cacheErrors = [...(fields.cacheErrors ?? []), describe(event.cause)];
}

function noteError(error: Error, fields: RequestFields): void {
  fields.outcome = 'error';
  if (error instanceof DataActionError) fields.code = error.code;
  fields.error = describe(error);
  if (
    error instanceof DataActionError &&
    error.code === 'internal_error' &&
    error.cause instanceof Error &&
    error.cause.stack !== undefined
  )
    fields.stack = redact(error.cause.stack);
}

const MOST_CAUSES = 5;

/**
 * An error and its causes in one line. Only names and messages: a library's error may carry more, such as the
 * command that failed with the password in it.
 */
export function describe(error: unknown): string {
  const parts: string[] = [];
  for (let next = error; next !== undefined && parts.length < MOST_CAUSES; ) {
    parts.push(next instanceof Error ? `${next.name}: ${next.message}` : String(next));
    next = next instanceof Error ? next.cause : undefined;
  }
  return redact(parts.join(' <- '));
}

const MOST_CHARACTERS = 2000;

/** Without credentials in the forms they travel in, as a last line of defence, and of bounded length. */
export function redact(text: string): string {
  return text
    .replace(/\b(Basic|Bearer)\s+[\w.~+/=-]+/gi, '$1 ***')
    .replace(/:\/\/[^\s/]*@/g, '://***@')
    .replace(/(`?AUTH`?)(\s+`[^`]*`)+/gi, '$1 ***')
    .slice(0, MOST_CHARACTERS);
}

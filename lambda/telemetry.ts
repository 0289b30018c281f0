import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import type { CacheEvent } from './cache/cache-event.ts';
import type { Config } from './config.ts';
import { DataActionError, InternalError } from './errors.ts';
import type { GenesysEvent } from './genesys/call.ts';
import { METRIC_NAMES, METRIC_NAMESPACE, OUTCOME_DIMENSION } from './metric-names.ts';
import { type RequestMetrics, requestMetrics } from './request-metrics.ts';

/** Everything that can happen while one request is answered. */
export type TelemetryEvent = CacheEvent | GenesysEvent | { type: 'question'; action: string; key: string };

/** Takes note of an event. */
export type Observe = (event: TelemetryEvent) => void;

/** What is known about a request once its answer stands. */
export interface RequestRecord {
  requestId: string;
  correlationId: string | undefined;
  method: string;
  path: string;
  /** As answered, so 200 where errors go into the body. */
  statusCode: number | undefined;
  durationMs: number;
  /** What it failed with; null or undefined for a success. */
  error: Error | null | undefined;
  events: readonly TelemetryEvent[];
}

/** Where requests are reported to. */
export interface Telemetry {
  /** Writes the one line of a request. */
  request(record: RequestRecord, context: Context): void;
}

/** Whose lines they are, and which of them. */
export type TelemetryConfig = Pick<Config, 'serviceName' | 'logLevel'>;

/** Telemetry by Powertools, on standard output: structured log lines, and metrics in CloudWatch's EMF. */
export function createTelemetry({ serviceName, logLevel }: TelemetryConfig): Telemetry {
  const logger = new Logger({ serviceName, logLevel });
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName });
  return {
    request: (record, context) => {
      logger.addContext(context);
      logger[severityOf(record.error)]('request', requestFields(record));
      metrics.captureColdStartMetric();
      if (!isAboutUs(record)) publish(metrics, requestMetrics(record));
    },
  };
}

/** Neither a health check nor the listing asks anything of Genesys or of the cache. */
function isAboutUs({ path }: RequestRecord): boolean {
  return /\/(health|dataactions)\/?$/.test(path);
}

function publish(metrics: Metrics, { counts, latencyMs, outcome }: RequestMetrics): void {
  for (const [name, value] of Object.entries(counts)) metrics.addMetric(name, MetricUnit.Count, value);
  metrics.publishStoredMetrics();
  metrics
    .addDimension(OUTCOME_DIMENSION, outcome)
    .addMetric(METRIC_NAMES.latency, MetricUnit.Milliseconds, latencyMs)
    .publishStoredMetrics();
}

function severityOf(error: RequestRecord['error']): 'info' | 'warn' | 'error' {
  if (!error) return 'info';
  return error instanceof DataActionError && error.statusCode < 500 ? 'warn' : 'error';
}

/** Characters of a path in the log: a request may bring one of several KB. */
const LONGEST_PATH = 256;

/** The fields of a request's log line; what did not happen has no field. Durations are whole milliseconds. */
export function requestFields({ error, events, ...record }: RequestRecord): Record<string, unknown> {
  const question = events.find((event) => event.type === 'question');
  const read = events.find((event) => event.type === 'cache.read');
  const claim = events.find((event) => event.type === 'cache.claim');
  const write = events.find((event) => event.type === 'cache.write');
  const failure = events.find((event) => event.type === 'cache.failure');
  const answer = events.find((event) => event.type === 'cache.answer');
  const withheld = events.find((event) => event.type === 'genesys.withheld');
  const attempts = events.filter((event) => event.type === 'genesys.attempt');
  const tokens = events.filter((event) => event.type === 'genesys.token');
  const backoffs = events.filter((event) => event.type === 'genesys.backoff');
  const causes = [read, claim, write, failure]
    .map((event) => event?.cause)
    .filter((cause) => cause !== undefined);
  return {
    ...record,
    path: record.path.slice(0, LONGEST_PATH),
    durationMs: Math.round(record.durationMs),
    action: question?.action,
    key: question?.key,
    outcome: error instanceof DataActionError ? error.code : answer?.outcome,
    detail: answer?.detail,
    collapsed: answer?.isCollapsed || undefined,
    ageSeconds: answer?.ageSeconds,
    cacheRead: read?.outcome,
    cacheReadMs: read && Math.round(read.durationMs),
    claim: claim?.outcome,
    claimMs: claim && Math.round(claim.durationMs),
    claimPolls: claim?.polls || undefined,
    early: claim?.isEarly || undefined,
    cacheWrite: write?.outcome,
    cacheWriteMs: write && Math.round(write.durationMs),
    entryBytes: write?.bytes,
    failureRemembered: failure?.outcome,
    failureWindowMs: failure?.windowMs,
    attempts: attempts.length,
    attemptOutcomes: attempts.length > 0 ? attempts.map(({ outcome }) => outcome) : undefined,
    genesysMs: sumMs(attempts.map(({ durationMs }) => durationMs)),
    tokenMs: sumMs(tokens.map(({ durationMs }) => durationMs)),
    backoffMs: sumMs(backoffs.map(({ delayMs }) => delayMs)),
    withheldMs: withheld && Math.round(withheld.waitMs),
    cacheErrors: causes.length > 0 ? causes.map(describe) : undefined,
    error: error ? describe(error) : undefined,
    stack: error instanceof InternalError ? stackOf(error.cause) : undefined,
  };
}

function sumMs(durationsMs: readonly number[]): number | undefined {
  return durationsMs.length > 0 ? Math.round(durationsMs.reduce((sum, ms) => sum + ms, 0)) : undefined;
}

const MOST_CAUSES = 5;

/**
 * An error and its causes in one line. Only names and messages: a library's error may carry more, such as the
 * command that failed with the password in it.
 */
function describe(error: unknown): string {
  const parts: string[] = [];
  for (let next = error; next !== undefined && parts.length < MOST_CAUSES; ) {
    parts.push(next instanceof Error ? `${next.name}: ${next.message}` : String(next));
    next = next instanceof Error ? next.cause : undefined;
  }
  return redact(parts.join(' <- '));
}

function stackOf(error: unknown): string | undefined {
  return error instanceof Error && error.stack !== undefined ? redact(error.stack) : undefined;
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

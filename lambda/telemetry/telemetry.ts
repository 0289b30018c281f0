import type { Context } from 'aws-lambda';
import type { CacheEvent } from '../cache/cache-event.ts';
import type { Config } from '../config.ts';
import { DataActionError } from '../errors.ts';
import type { GenesysEvent } from '../genesys/call.ts';
import { embeddedMetrics } from './embedded-metrics.ts';
import { LineLogger } from './line-logger.ts';
import { requestFields } from './request-fields.ts';
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

/** What a line is about, least severe first; Powertools' names are the same in upper case. */
const SEVERITIES = ['debug', 'info', 'warn', 'error'] as const;
type Severity = (typeof SEVERITIES)[number];

/**
 * Telemetry by Powertools' logger, on standard output. A request is one line: its fields, and in them its metrics in
 * CloudWatch's embedded format. Below the configured level a line has nothing but the metrics.
 */
export function createTelemetry({ serviceName, logLevel }: TelemetryConfig): Telemetry {
  const logger = new LineLogger(serviceName);
  const leastSevere = SEVERITIES.findIndex((severity) => severity.toUpperCase() === logLevel);
  return {
    request: (record, context) => {
      const isColdStart = logger.begin(context);
      const metrics = embeddedMetrics(metricsOf(record), isColdStart, Date.now());
      const severity = severityOf(record.error);
      if (SEVERITIES.indexOf(severity) >= leastSevere)
        logger[severity]('request', { fields: Object.assign(requestFields(record), metrics) });
      else if (metrics !== undefined) logger.info('metrics', { fields: metrics });
    },
  };
}

/** Neither a health check nor the listing asks anything of Genesys or of the cache: they do not count. */
function metricsOf(record: RequestRecord): RequestMetrics | undefined {
  return /\/(health|dataactions)\/?$/.test(record.path) ? undefined : requestMetrics(record);
}

function severityOf(error: RequestRecord['error']): Severity {
  if (!error) return 'info';
  return error instanceof DataActionError && error.statusCode < 500 ? 'warn' : 'error';
}

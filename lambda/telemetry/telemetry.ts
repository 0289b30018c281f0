import type { Context } from 'aws-lambda';
import type { CacheEvent } from '../cache/cache-event.ts';
import type { Change } from '../cache/markers.ts';
import type { Config } from '../config.ts';
import { DataActionError } from '../errors/data-action-error.ts';
import type { GenesysEvent } from '../genesys/call.ts';
import { embeddedMetrics, type MetricGroup } from './embedded-metrics.ts';
import { LineLogger } from './line-logger.ts';
import { METRIC_NAMES, OUTCOME_DIMENSION } from './metric-names.ts';
import { requestFields } from './request-fields.ts';
import { countsOf, requestMetrics } from './request-metrics.ts';

/** Everything that can happen while one request is answered. */
export type TelemetryEvent =
  | CacheEvent
  | GenesysEvent
  | { type: 'question'; action: string; key: string }
  /** Answers of these actions were made stale by hand. */
  | { type: 'invalidation'; change: Change; actions: readonly string[] };

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
      const metrics = embeddedMetrics(metricsOf(record, isColdStart), Date.now());
      const severity = severityOf(record.error);
      if (SEVERITIES.indexOf(severity) >= leastSevere)
        logger[severity]('request', { fields: Object.assign(requestFields(record), metrics) });
      else if (metrics !== undefined) logger.info('metrics', { fields: metrics });
    },
  };
}

/** A health check, the listing and an invalidation ask for no answer: they do not count among the requests. */
function metricsOf(record: RequestRecord, isColdStart: boolean): MetricGroup[] {
  const coldStart = isColdStart ? { [METRIC_NAMES.coldStart]: 1 } : {};
  if (/\/(health|dataactions|invalidate)\/?$/.test(record.path))
    return [{ unit: 'Count', values: { ...countsOf(record.events), ...coldStart } }];
  const { counts, latencyMs, outcome } = requestMetrics(record);
  return [
    { unit: 'Count', values: { ...counts, ...coldStart } },
    {
      unit: 'Milliseconds',
      values: { [METRIC_NAMES.latency]: latencyMs },
      dimensions: { [OUTCOME_DIMENSION]: outcome },
    },
  ];
}

function severityOf(error: RequestRecord['error']): Severity {
  if (!error) return 'info';
  return error instanceof DataActionError && error.statusCode < 500 ? 'warn' : 'error';
}

import type { Context } from 'aws-lambda';
import type { CacheEvent } from '../cache/cache-event.ts';
import type { Change } from '../cache/markers.ts';
import type { LogLevel } from '../config/settings.ts';
import { DataActionError } from '../errors/data-action-error.ts';
import type { GenesysEvent } from '../genesys/call.ts';
import { embeddedMetrics, type MetricGroup } from './embedded-metrics.ts';
import type { LineLogger } from './line-logger.ts';
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

/** What a path leads to. */
export type RequestTarget = 'data-action' | 'listing' | 'health' | 'invalidation' | 'nothing';

/** What is known about a request once its answer stands. */
export interface RequestRecord {
  requestId: string;
  correlationId: string | undefined;
  method: string;
  path: string;
  target: RequestTarget;
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

/**
 * Telemetry on a container's logger. A request is one line: its fields, and in them its metrics in CloudWatch's embedded
 * format.
 */
export function createTelemetry(logger: LineLogger): Telemetry {
  return {
    request: (record, context) => {
      const isColdStart = logger.begin(context);
      logger.write({
        severity: severityOf(record.error),
        message: 'request',
        fields: () => requestFields(record),
        metrics: embeddedMetrics(metricsOf(record, isColdStart), Date.now()),
      });
    },
  };
}

/**
 * A health check, the listing and an invalidation ask for no answer: they do not count among the requests. Nor does the
 * start of a function count that answers nobody.
 */
function metricsOf(record: RequestRecord, isColdStart: boolean): MetricGroup[] {
  const { target } = record;
  const coldStart = isColdStart && target !== 'invalidation' ? { [METRIC_NAMES.coldStart]: 1 } : {};
  if (target !== 'data-action' && target !== 'nothing')
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

function severityOf(error: RequestRecord['error']): LogLevel {
  if (!error) return 'INFO';
  return error instanceof DataActionError && error.statusCode < 500 ? 'WARN' : 'ERROR';
}

import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import type { LogLevel } from '../config/settings.ts';
import { DataActionError } from '../errors.ts';
import type { RequestRecord } from './events.ts';
import { requestFields } from './log-line.ts';
import { METRIC_NAMES, METRIC_NAMESPACE, OUTCOME_DIMENSION, type Outcome } from './metric-names.ts';
import { countsOf, requestMetrics } from './metrics.ts';

/** What tells one deployment's log lines and metrics from another's. */
export interface PowertoolsConfig {
  serviceName: string;
  /** Undefined leaves the level to Powertools' own variables. */
  logLevel: LogLevel | undefined;
}

/**
 * The Powertools of one container. They know whether the container has been invoked before, so a container has one set.
 *
 * Latency has the further dimension `outcome`, and one `Metrics` gives all its metrics the same dimensions: hence two. Both
 * live as long as the container, because `singleMetric()` builds a new `Metrics` each time, which takes 0.1 ms.
 */
export interface Powertools {
  readonly logger: Logger;
  readonly counts: Metrics;
  readonly latency: Metrics;
}

/** Creates the Powertools of a container; they read `POWERTOOLS_*` variables here, once. */
export function createPowertools({ serviceName, logLevel }: PowertoolsConfig): Powertools {
  const metrics = () => new Metrics({ namespace: METRIC_NAMESPACE, serviceName });
  const logger = new Logger({ serviceName, ...(logLevel && { logLevel }) });
  return { logger, counts: metrics(), latency: metrics() };
}

/** Counts by name of metric. */
export type Counts = Readonly<Record<string, number>>;

/** Publishes counts as one line of EMF; nothing where there are none. */
export function publishCounts({ counts: metrics }: Powertools, counts: Counts): void {
  for (const [name, count] of Object.entries(counts)) metrics.addMetric(name, MetricUnit.Count, count);
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}

/** Publishes how long a request took, by its outcome, as one line of EMF. */
export function publishLatency({ latency }: Powertools, latencyMs: number, outcome: Outcome): void {
  latency
    .addDimension(OUTCOME_DIMENSION, outcome)
    .addMetric(METRIC_NAMES.latency, MetricUnit.Milliseconds, latencyMs)
    .publishStoredMetrics();
}

/** Where requests are reported to. */
export interface Telemetry {
  /** Writes the line of a request, and its metrics. */
  request(record: RequestRecord, context: Context): void;
}

/**
 * Telemetry by Powertools. A request is one line of `message` `request`; its metrics follow in lines of EMF, which the log
 * level does not hold back.
 */
export function createTelemetry(powertools: Powertools): Telemetry {
  const { logger, counts } = powertools;
  return {
    request: (record, context) => {
      logger.refreshSampleRateCalculation();
      logger.addContext(context);
      logger[severityOf(record.error)]('request', requestFields(record));
      // A container whose first request is an invalidation answers no caller: its start delays nobody.
      if (record.target !== 'invalidation') counts.captureColdStartMetric();
      reportMetrics(powertools, record);
    },
  };
}

/** A health check, the listing and an invalidation are not counted among the requests. */
function reportMetrics(powertools: Powertools, record: RequestRecord): void {
  const { target, events } = record;
  if (target !== 'data-action' && target !== 'nothing') {
    publishCounts(powertools, countsOf(events));
    return;
  }
  const { counts, latencyMs, outcome } = requestMetrics(record);
  publishCounts(powertools, counts);
  publishLatency(powertools, latencyMs, outcome);
}

function severityOf(error: RequestRecord['error']): 'info' | 'warn' | 'error' {
  if (!error) return 'info';
  return error instanceof DataActionError && error.statusCode < 500 ? 'warn' : 'error';
}

import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import type { LogLevel } from '../config/settings.ts';
import { DataActionError } from '../errors.ts';
import type { RequestRecord } from './events.ts';
import { requestFields } from './log-line.ts';
import { METRIC_NAMES, METRIC_NAMESPACE, OUTCOME_DIMENSION, type Outcome } from './metric-names.ts';
import { countsOf, requestMetrics } from './metrics.ts';

/** How a deployment logs. */
interface PowertoolsConfig {
  /** `service` in log lines and metrics: tells one deployment from another. */
  serviceName: string;
  logLevel: LogLevel;
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

/**
 * Creates the Powertools of a container; they read their `POWERTOOLS_*` variables here, once. Events are never logged,
 * whatever `POWERTOOLS_LOGGER_LOG_EVENT` says: they hold API keys.
 */
export function createPowertools({ serviceName, logLevel }: PowertoolsConfig): Powertools {
  const metrics = () => new Metrics({ namespace: METRIC_NAMESPACE, serviceName });
  const logger = new Logger({ serviceName, logLevel });
  return { logger, counts: metrics(), latency: metrics() };
}

/** Publishes counts, by the name of the metric, as one line of EMF; writes nothing if there are none. */
export function publishCounts(
  { counts: metrics }: Powertools,
  counts: Readonly<Record<string, number>>,
): void {
  for (const [name, count] of Object.entries(counts)) metrics.addMetric(name, MetricUnit.Count, count);
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}

function publishLatency({ latency }: Powertools, latencyMs: number, outcome: Outcome): void {
  latency
    .addDimension(OUTCOME_DIMENSION, outcome)
    .addMetric(METRIC_NAMES.latency, MetricUnit.Milliseconds, latencyMs)
    .publishStoredMetrics();
}

/** The port to which requests are reported. */
export interface Telemetry {
  /** Writes the log line of a request, and its metrics. */
  request(record: RequestRecord, context: Context): void;
}

/**
 * Telemetry by Powertools. A request is one line of `message` `request`. Its metrics follow in lines of EMF, whatever the
 * log level.
 */
export function createTelemetry(powertools: Powertools): Telemetry {
  const { logger, counts } = powertools;
  return {
    request: (record, context) => {
      logger.refreshSampleRateCalculation();
      logger.addContext(context);
      logger[severityOf(record.error)]('request', requestFields(record));
      // A cold start of the invalidation function delays no flow.
      if (record.target !== 'invalidation') counts.captureColdStartMetric();
      reportMetrics(powertools, record);
    },
  };
}

/** Health checks, listings and invalidations do not count as requests. */
function reportMetrics(powertools: Powertools, record: RequestRecord): void {
  const { target, events } = record;
  if (target !== 'data-action' && target !== 'nothing') {
    publishCounts(powertools, countsOf(events));
    return;
  }
  const { counts, latencyMs, outcome } = requestMetrics(record);
  publishCounts(powertools, counts);
  if (outcome !== undefined) publishLatency(powertools, latencyMs, outcome);
}

function severityOf(error: RequestRecord['error']): 'info' | 'warn' | 'error' {
  if (!error) return 'info';
  return error instanceof DataActionError && error.statusCode < 500 ? 'warn' : 'error';
}

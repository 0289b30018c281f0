import { Logger, LogLevelThreshold } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import type { LogLevel } from '../config/settings.ts';
import { DataActionError } from '../errors.ts';
import type { RequestRecord } from './events.ts';
import { JointMetrics } from './joint-metrics.ts';
import { requestFields } from './log-line.ts';
import { METRIC_NAMES, METRIC_NAMESPACE, OUTCOME_DIMENSION } from './metric-names.ts';
import { countsOf, type RequestMetrics, requestMetrics } from './metrics.ts';
import { isPlainHit } from './plain-hit.ts';

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
  readonly counts: JointMetrics;
  readonly latency: Metrics;
}

/**
 * Creates the Powertools of a container; they read their `POWERTOOLS_*` variables here, once. Events are never logged,
 * whatever `POWERTOOLS_LOGGER_LOG_EVENT` says: they hold API keys.
 */
export function createPowertools({ serviceName, logLevel }: PowertoolsConfig): Powertools {
  const options = { namespace: METRIC_NAMESPACE, serviceName };
  const logger = new Logger({ serviceName, logLevel });
  return { logger, counts: new JointMetrics(options), latency: new Metrics(options) };
}

/** Publishes counts, by the name of the metric, as one line of EMF; writes nothing if there are none. */
export function publishCounts(
  { counts: metrics }: Powertools,
  counts: Readonly<Record<string, number>>,
): void {
  addCounts(metrics, counts);
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}

function addCounts(metrics: Metrics, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) metrics.addMetric(name, MetricUnit.Count, count);
}

/** Publishes the counts and the latency of a request as one line of EMF. */
function publishRequest(powertools: Powertools, { counts, latencyMs, outcome }: RequestMetrics): void {
  const { counts: metrics, latency } = powertools;
  addCounts(metrics, counts);
  if (outcome === undefined) {
    metrics.publishStoredMetrics();
    return;
  }
  latency
    .addDimension(OUTCOME_DIMENSION, outcome)
    .addMetric(METRIC_NAMES.latency, MetricUnit.Milliseconds, latencyMs);
  metrics.publishWith(latency);
}

/** The port to which requests are reported. */
export interface Telemetry {
  /** Writes the log line of a request, and its metrics. */
  request(record: RequestRecord, context: Context): void;
}

/**
 * Telemetry by Powertools. A request is one line of `message` `request`; a plain hit has it only at DEBUG. Its metrics follow
 * in a line of EMF, whatever the log level.
 */
export function createTelemetry(powertools: Powertools): Telemetry {
  const { logger, counts } = powertools;
  return {
    request: (record, context) => {
      // Before sampling, which writes a line of its own.
      logger.addContext(context);
      logger.refreshSampleRateCalculation();
      logRequest(logger, record);
      // A cold start of the invalidation function delays no flow.
      if (record.target !== 'invalidation') counts.captureColdStartMetric();
      reportMetrics(powertools, record);
    },
  };
}

function logRequest(logger: Logger, record: RequestRecord): void {
  if (!isPlainHit(record)) logger[severityOf(record.error)]('request', requestFields(record));
  // Most requests are plain hits: their fields are computed only if they are logged.
  else if (logger.level <= LogLevelThreshold.DEBUG) logger.debug('request', requestFields(record));
}

/** Health checks, listings and invalidations do not count as requests. */
function reportMetrics(powertools: Powertools, record: RequestRecord): void {
  const { target, events } = record;
  if (target !== 'data-action' && target !== 'nothing') {
    publishCounts(powertools, countsOf(events));
    return;
  }
  publishRequest(powertools, requestMetrics(record));
}

function severityOf(error: RequestRecord['error']): 'info' | 'warn' | 'error' {
  if (!error) return 'info';
  return error instanceof DataActionError && error.statusCode < 500 ? 'warn' : 'error';
}

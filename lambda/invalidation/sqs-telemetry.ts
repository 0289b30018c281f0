import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import type { Change } from '../cache/keys.ts';
import { describeError } from '../telemetry/log-line.ts';
import { METRIC_NAMES } from '../telemetry/metric-names.ts';
import { type Powertools, publishCounts } from '../telemetry/telemetry.ts';

/** An event of the EventBridge bus with its outcome. */
export interface EventRecord {
  outcome: 'invalidated' | 'ignored' | 'malformed' | 'failed';
  durationMs: number;
  /** EventBridge's id. */
  eventId?: string | undefined;
  /** Genesys' id. */
  correlationId?: string | undefined;
  /** Why it was ignored, or is malformed. */
  reason?: string;
  change?: Change;
  /** The audited action, for example `Update`. */
  auditAction?: string | undefined;
  /** The data actions whose entries it invalidated. */
  actions?: readonly string[];
  /** From the change in Genesys until its entries were stale; the clocks may differ. */
  lagMs?: number | undefined;
  /** The same from the event's `eventTime`, which may be minutes after the change. */
  auditLagMs?: number | undefined;
  error?: unknown;
}

/** The port to which events are reported. */
export interface EventTelemetry {
  /** Writes a log line for each event of an invocation, and the metrics of all. */
  events(records: readonly EventRecord[], context: Context): void;
}

/** Telemetry by Powertools. An event is one line of `message` `event`; its metrics follow in lines of EMF. */
export function createEventTelemetry(powertools: Powertools): EventTelemetry {
  const { logger, counts } = powertools;
  return {
    events: (records, context) => {
      // Before sampling, which writes a line of its own.
      logger.addContext(context);
      logger.refreshSampleRateCalculation();
      for (const record of records) {
        logger[SEVERITIES[record.outcome]]('event', eventFields(record));
        const { outcome, lagMs } = record;
        if (outcome === 'invalidated' && lagMs !== undefined)
          counts.addMetric(METRIC_NAMES.invalidationLag, MetricUnit.Milliseconds, Math.max(0, lagMs));
        publishCounts(powertools, { [COUNTS[outcome]]: 1 });
      }
    },
  };
}

const SEVERITIES = { invalidated: 'info', ignored: 'info', malformed: 'warn', failed: 'error' } as const;

/** The fields of an event's log line; those that are undefined are left out. Durations are whole milliseconds. */
export function eventFields(record: EventRecord): Record<string, unknown> {
  const { change, error, correlationId, durationMs, lagMs, auditLagMs, ...fields } = record;
  return {
    ...fields,
    correlation_id: correlationId,
    ...change,
    durationMs: Math.round(durationMs),
    lagMs: rounded(lagMs),
    auditLagMs: rounded(auditLagMs),
    error: error === undefined ? undefined : describeError(error),
  };
}

function rounded(durationMs: number | undefined): number | undefined {
  return durationMs === undefined ? undefined : Math.round(durationMs);
}

const COUNTS = {
  invalidated: METRIC_NAMES.invalidations,
  ignored: METRIC_NAMES.eventsIgnored,
  malformed: METRIC_NAMES.eventsMalformed,
  failed: METRIC_NAMES.eventsFailed,
} as const;

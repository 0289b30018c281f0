import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import type { Change } from '../cache/keys.ts';
import { describe } from '../telemetry/log-line.ts';
import { METRIC_NAMES } from '../telemetry/metric-names.ts';
import { type Powertools, publishCounts } from '../telemetry/telemetry.ts';

/** What became of an event of the bus. */
export interface EventRecord {
  outcome: 'invalidated' | 'ignored' | 'malformed' | 'failed';
  durationMs: number;
  /** Of the event; EventBridge's. */
  eventId?: string | undefined;
  /** Genesys' own. */
  correlationId?: string | undefined;
  /** Why it was ignored, or is malformed. */
  reason?: string;
  change?: Change;
  /** What was done to the entity, for example `Update`. */
  auditAction?: string | undefined;
  /** The data actions whose answers were made stale. */
  actions?: readonly string[];
  /** From the change in Genesys to its effect here; clocks may differ. */
  lagMs?: number | undefined;
  error?: unknown;
}

/** Where events are reported to. */
export interface EventTelemetry {
  /** Writes one line for each event of an invocation. */
  events(records: readonly EventRecord[], context: Context): void;
}

/** Telemetry by Powertools: a line of `message` `event` for each event, and its metrics in a line of EMF. */
export function createEventTelemetry(powertools: Powertools): EventTelemetry {
  const { logger, counts } = powertools;
  return {
    events: (records, context) => {
      logger.refreshSampleRateCalculation();
      logger.addContext(context);
      for (const record of records) {
        logger[SEVERITIES[record.outcome]]('event', eventFields(record));
        const { outcome, lagMs } = record;
        if (outcome === 'invalidated' && lagMs !== undefined)
          counts.addMetric(METRIC_NAMES.invalidationLag, MetricUnit.Milliseconds, Math.max(0, lagMs));
        publishCounts(powertools, { [COUNTED[outcome]]: 1 });
      }
    },
  };
}

const SEVERITIES = { invalidated: 'info', ignored: 'info', malformed: 'warn', failed: 'error' } as const;

/** The fields of an event's log line; those that are undefined are left out. Durations are whole milliseconds. */
export function eventFields({ change, error, ...record }: EventRecord): Record<string, unknown> {
  return {
    ...record,
    ...change,
    durationMs: Math.round(record.durationMs),
    lagMs: record.lagMs === undefined ? undefined : Math.round(record.lagMs),
    error: error === undefined ? undefined : describe(error),
  };
}

const COUNTED = {
  invalidated: METRIC_NAMES.invalidations,
  ignored: METRIC_NAMES.eventsIgnored,
  malformed: METRIC_NAMES.eventsMalformed,
  failed: METRIC_NAMES.eventsFailed,
} as const;

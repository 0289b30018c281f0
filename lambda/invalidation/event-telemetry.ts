import type { Context } from 'aws-lambda';
import type { Change } from '../cache/keys.ts';
import { describe } from '../telemetry/describe.ts';
import { embeddedMetrics, type MetricGroup } from '../telemetry/embedded-metrics.ts';
import type { LineLogger } from '../telemetry/line-logger.ts';
import { METRIC_NAMES } from '../telemetry/metric-names.ts';

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

/** Telemetry on a container's logger, with an event's metrics in its line. */
export function createEventTelemetry(logger: LineLogger): EventTelemetry {
  return {
    events: (records, context) => {
      logger.begin(context);
      for (const record of records)
        logger.write({
          severity: SEVERITIES[record.outcome],
          message: 'event',
          fields: () => eventFields(record),
          metrics: embeddedMetrics(metricsOf(record), Date.now()),
        });
    },
  };
}

const SEVERITIES = { invalidated: 'INFO', ignored: 'INFO', malformed: 'WARN', failed: 'ERROR' } as const;

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

function metricsOf({ outcome, lagMs }: EventRecord): MetricGroup[] {
  const isTimed = outcome === 'invalidated' && lagMs !== undefined;
  return [
    { unit: 'Count', values: { [COUNTED[outcome]]: 1 } },
    { unit: 'Milliseconds', values: isTimed ? { [METRIC_NAMES.invalidationLag]: Math.max(0, lagMs) } : {} },
  ];
}

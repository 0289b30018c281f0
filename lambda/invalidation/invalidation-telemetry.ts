import type { Context } from 'aws-lambda';
import type { Change } from '../cache/markers.ts';
import { describe } from '../telemetry/describe.ts';
import { embeddedMetrics, type MetricGroup } from '../telemetry/embedded-metrics.ts';
import { LineLogger } from '../telemetry/line-logger.ts';
import { METRIC_NAMES } from '../telemetry/metric-names.ts';

/** What became of an event of the bus. */
export interface EventRecord {
  /** Of the event; EventBridge's. */
  eventId: string | undefined;
  /** Genesys' own. */
  correlationId: string | undefined;
  outcome: 'invalidated' | 'ignored' | 'malformed' | 'failed';
  /** Why it was ignored, or is malformed. */
  reason: string | undefined;
  change: Change | undefined;
  /** What was done to the entity, for example `Update`. */
  auditAction: string | undefined;
  /** The data actions whose answers were made stale. */
  actions: readonly string[];
  durationMs: number;
  /** From the change in Genesys to its effect here; clocks may differ. */
  lagMs: number | undefined;
  error: unknown;
}

/** Where events are reported to. */
export interface EventTelemetry {
  /** Writes the one line of an event. */
  event(record: EventRecord, context: Context): void;
}

/** Telemetry by Powertools' logger, on standard output, with the metrics in the line. */
export function createEventTelemetry(serviceName: string): EventTelemetry {
  const logger = new LineLogger(serviceName);
  return {
    event: (record, context) => {
      logger.begin(context);
      const fields = Object.assign(eventFields(record), embeddedMetrics(metricsOf(record), Date.now()));
      logger[SEVERITIES[record.outcome]]('event', { fields });
    },
  };
}

const SEVERITIES = { invalidated: 'info', ignored: 'info', malformed: 'warn', failed: 'error' } as const;

/** The fields of an event's log line; those that are undefined are left out. Durations are whole milliseconds. */
export function eventFields({ change, actions, error, ...record }: EventRecord): Record<string, unknown> {
  return {
    ...record,
    ...change,
    actions: actions.length > 0 ? actions : undefined,
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

import type { Outcome } from '../../../lambda/telemetry/metric-names.ts';
import { requestFields } from '../../../lambda/telemetry/request-fields.ts';
import { requestMetrics } from '../../../lambda/telemetry/request-metrics.ts';
import type { RequestRecord } from '../../../lambda/telemetry/telemetry.ts';

/** One request as the page shows it. What does not apply is null. */
export interface RequestRow {
  /** When it was answered, in milliseconds since the epoch. */
  timeMs: number;
  /** The data action, or the path where that names none; at most 80 characters. */
  action: string;
  outcome: Outcome;
  ageSeconds: number | null;
  /** To a tenth: most hits take less than a millisecond. */
  durationMs: number;
  /** As answered, so 200 where errors go into the body. */
  statusCode: number | null;
  /** What it failed with, or why an old entry answered, for example `genesys_unavailable`. */
  code: string | null;
}

const LONGEST_ACTION = 80;

/** A data action's request as a row, or one for nothing there is; undefined for others. */
export function requestRow(record: RequestRecord, timeMs: number): RequestRow | undefined {
  if (record.target !== 'data-action' && record.target !== 'nothing') return undefined;
  const { code, detail } = requestFields(record);
  const ended = record.events.find((event) => event.type === 'cache.result');
  return {
    timeMs,
    action: record.path.replace(/^\/dataaction\//, '').slice(0, LONGEST_ACTION),
    outcome: requestMetrics(record).outcome,
    ageSeconds: ended?.result.ageSeconds ?? null,
    durationMs: Math.round(record.durationMs * 10) / 10,
    statusCode: record.statusCode ?? null,
    code: code ?? detail ?? null,
  };
}

import type { RequestRecord } from '../../../lambda/telemetry/events.ts';
import { requestFields } from '../../../lambda/telemetry/log-line.ts';
import type { Outcome } from '../../../lambda/telemetry/metric-names.ts';
import { requestMetrics } from '../../../lambda/telemetry/metrics.ts';

/** One request as the page shows it. A value that does not apply is null. */
export interface RequestRow {
  /** When the response was sent, in milliseconds since the epoch. */
  timeMs: number;
  /** The data action, or the path if it names none; at most 80 characters. */
  action: string;
  outcome: Outcome;
  ageSeconds: number | null;
  /** Rounded to 0.1 ms: most hits take less than 1 ms. */
  durationMs: number;
  /** As sent: 200 for an error that the body reports. */
  statusCode: number | null;
  /** The code of the error, or of the failure that made the cache serve a stale entry: `genesys_unavailable`. */
  code: string | null;
}

const MAX_ACTION_CHARACTERS = 80;

/** The row of a request to a data action or an unknown path; undefined for any other request. */
export function requestRow(record: RequestRecord, timeMs: number): RequestRow | undefined {
  if (record.target !== 'data-action' && record.target !== 'nothing') return undefined;
  const { outcome } = requestMetrics(record);
  if (outcome === undefined) return undefined;
  const { code, detail } = requestFields(record);
  const result = record.events.find((event) => event.type === 'cache.result');
  return {
    timeMs,
    action: record.path.replace(/^\/dataaction\//, '').slice(0, MAX_ACTION_CHARACTERS),
    outcome,
    ageSeconds: result?.result.ageSeconds ?? null,
    durationMs: Math.round(record.durationMs * 10) / 10,
    statusCode: record.statusCode ?? null,
    code: code ?? detail ?? null,
  };
}

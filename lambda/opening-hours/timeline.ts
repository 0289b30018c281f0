import { DataActionError } from '../errors.ts';
import { quoted } from '../runtime/json.ts';
import { occurrences, UnsupportedRule } from './recurrence.ts';
import { type Zone, zoneOf } from './zone.ts';

const DAY_MS = 86_400_000;
/** The max length of a schedule that repeats: the number of its occurrences at a time is limited. */
const MAX_REPEATED_MS = 366 * DAY_MS;

/** The states of a schedule group, in the order in which Genesys evaluates its schedules: the first that applies wins. */
export const STATES = ['holiday', 'closed', 'open'] as const;

type State = (typeof STATES)[number];

/** A schedule of a group, as Genesys sends it. */
export interface Schedule {
  /** The state of the group while this schedule applies. */
  readonly state: State;
  readonly name: string;
  /** Wall-clock times without a zone, for example `2026-01-12T08:00:00.000000`. */
  readonly start: string;
  readonly end: string;
  /** A recurrence rule (RFC 5545); empty: it happens once. */
  readonly rrule: string;
}

/** A part of a timeline, which lasts until the next part begins. */
export interface Period {
  readonly fromMs: number;
  readonly state: State;
  /** The index of the schedule that applies; -1 if none does, and the group is closed. */
  readonly schedule: number;
}

/** What decides the state of a schedule group. */
export interface Group {
  /** An IANA time zone. */
  readonly timeZone: string;
  readonly schedules: readonly Schedule[];
}

/** A time span in milliseconds since the Unix epoch: its end does not belong to it. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The states of a group within a span, the first beginning with it. While several schedules apply, the first in the order
 * of {@link STATES} wins, then the first in the list. While none applies, the group is closed, as in Architect. Throws
 * `genesys_data_unsupported` if a schedule cannot be evaluated.
 */
export function timelineOf({ timeZone, schedules }: Group, span: Span): Period[] {
  const zone = zoneOf(timeZone);
  if (zone === undefined)
    throw new DataActionError('genesys_data_unsupported', `unknown time zone ${quoted(timeZone)}`);
  const spans = schedules.map((schedule) => spansOf(schedule, zone, span));
  const changes = spans.flat().flatMap(({ fromMs, toMs }) => [fromMs, toMs]);
  const times = [...new Set([span.fromMs, ...changes])].sort((one, other) => one - other);
  const periods: Period[] = [];
  for (const fromMs of times) {
    if (fromMs < span.fromMs || fromMs >= span.toMs) continue;
    const schedule = scheduleAt(fromMs, schedules, spans);
    if (periods.at(-1)?.schedule !== schedule)
      periods.push({ fromMs, state: schedules[schedule]?.state ?? 'closed', schedule });
  }
  return periods;
}

function scheduleAt(ms: number, schedules: readonly Schedule[], spans: readonly (readonly Span[])[]): number {
  const applies = (index: number) => spans[index]?.some(({ fromMs, toMs }) => fromMs <= ms && ms < toMs);
  const inOrder = STATES.map((state) =>
    schedules.findIndex((schedule, index) => schedule.state === state && applies(index)),
  );
  return inOrder.find((index) => index >= 0) ?? -1;
}

/** When a schedule applies around a span: instants, in ascending order, without overlaps. */
function spansOf(schedule: Schedule, zone: Zone, span: Span): Span[] {
  const startMs = wallClock(schedule, 'start');
  const lengthMs = wallClock(schedule, 'end') - startMs;
  if (lengthMs < 0) throw unsupported(schedule, 'it ends before it starts');
  const spans = startsOf(schedule, { startMs, lengthMs, zone }, span).map((ms) => ({
    fromMs: zone.instantOf(ms),
    toMs: zone.instantOf(ms + lengthMs),
  }));
  const merged: { fromMs: number; toMs: number }[] = [];
  for (const next of spans) {
    const last = merged.at(-1);
    if (last !== undefined && next.fromMs <= last.toMs) last.toMs = Math.max(last.toMs, next.toMs);
    else merged.push(next);
  }
  return merged;
}

interface Occurrence {
  startMs: number;
  lengthMs: number;
  zone: Zone;
}

/** The wall-clock times at which a schedule begins to apply and may then overlap a span. */
function startsOf(schedule: Schedule, { startMs, lengthMs, zone }: Occurrence, span: Span): number[] {
  const { rrule: rule } = schedule;
  if (rule.trim() === '') return [startMs];
  if (lengthMs > MAX_REPEATED_MS) throw unsupported(schedule, 'it repeats, but lasts for more than a year');
  const { wallAt } = zone;
  // A change of the clock moves wall-clock times against instants.
  const fromMs = wallAt(span.fromMs) - lengthMs - DAY_MS;
  try {
    return occurrences({ startMs, rule, wallAt }, fromMs, wallAt(span.toMs) + DAY_MS);
  } catch (error) {
    if (!(error instanceof UnsupportedRule)) throw error;
    throw unsupported(schedule, `the recurrence rule ${quoted(rule)} ${error.message}`, error);
  }
}

/** The wall-clock time in a property of a schedule, as in zone.ts, without a fraction of a second. */
function wallClock(schedule: Schedule, property: 'start' | 'end'): number {
  const text = schedule[property];
  const ms = LOCAL_TIME.test(text) ? Date.parse(`${text.slice(0, 19)}Z`) : Number.NaN;
  if (!Number.isNaN(ms)) return ms;
  throw unsupported(schedule, `${property} is ${quoted(text)}, expected a date and time`);
}

const LOCAL_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?$/;

function unsupported({ name }: Schedule, problem: string, cause?: unknown): DataActionError {
  const message = `the schedule ${quoted(name)} cannot be evaluated: ${problem}`;
  return new DataActionError('genesys_data_unsupported', message, { cause });
}

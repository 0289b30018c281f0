import * as v from 'valibot';
import type { Span } from './timeline.ts';

const state = v.picklist(['holiday', 'closed', 'open']);

/** A schedule group in an entry: what decides its state, and the periods within a span after its fetch. */
export const StoredGroup = v.object({
  id: v.string(),
  name: v.string(),
  timeZone: v.string(),
  schedules: v.array(
    v.object({
      state,
      id: v.string(),
      name: v.string(),
      start: v.string(),
      end: v.string(),
      rrule: v.string(),
    }),
  ),
  span: v.object({ fromMs: v.number(), toMs: v.number() }),
  periods: v.array(v.object({ state, fromMs: v.number(), schedule: v.number() })),
});

export type StoredGroup = v.InferOutput<typeof StoredGroup>;

const DAY_MS = 86_400_000;
/** How far ahead the end of a state is searched. */
const AHEAD_MS = 14 * DAY_MS;
/** An entry is served for at most 9 days, and then still knows the end of its state. */
const STORED_MS = 28 * DAY_MS;

/** The span of the periods to store at a fetch. */
export function spanToStore(nowMs: number): Span {
  return { fromMs: nowMs, toMs: nowMs + STORED_MS };
}

/** The data to return: the state of a group at a time, and when it ends. */
export async function stateAt(group: StoredGroup, atMs: number) {
  const { id, name, timeZone, schedules } = group;
  const periods = await periodsAround(group, atMs);
  const current = periods.findLast(({ fromMs }) => fromMs <= atMs);
  const state = current?.state ?? 'closed';
  const next = periods.find((period) => period.fromMs > atMs && period.state !== state);
  const schedule = schedules[current?.schedule ?? -1];
  return {
    id,
    name,
    state,
    until: next === undefined || next.fromMs > atMs + AHEAD_MS ? '' : new Date(next.fromMs).toISOString(),
    at: new Date(atMs).toISOString(),
    timeZone,
    scheduleId: schedule?.id ?? '',
    scheduleName: schedule?.name ?? '',
  };
}

/** The stored periods if they reach far enough, or else periods made from the schedules. */
async function periodsAround(
  { span, periods, ...group }: StoredGroup,
  atMs: number,
): Promise<StoredGroup['periods']> {
  if (span.fromMs <= atMs && atMs + AHEAD_MS < span.toMs) return periods;
  // A hit needs this half, and the library behind it, only for a time outside the stored span.
  const { timelineOf } = await import('./timeline.ts');
  return timelineOf(group, { fromMs: atMs, toMs: atMs + AHEAD_MS + 1 });
}

import { type Schedule, timelineOf } from '../../lambda/opening-hours/timeline.ts';

function schedule(state: Schedule['state'], start: string, end: string, rrule = ''): Schedule {
  return { state, name: 'A', start, end, rrule };
}

export const open = (start: string, end: string, rrule = '') => schedule('open', start, end, rrule);
export const holiday = (start: string, end: string, rrule = '') => schedule('holiday', start, end, rrule);
export const closed = (start: string, end: string, rrule = '') => schedule('closed', start, end, rrule);

/** The periods as text, for example `closed 2026-01-12T00:00Z, open 2026-01-12T08:00Z`. */
export function periods(timeZone: string, from: string, to: string, schedules: readonly Schedule[]): string {
  const span = { fromMs: Date.parse(from), toMs: Date.parse(to) };
  return timelineOf({ timeZone, schedules }, span)
    .map(({ fromMs, state }) => `${state} ${new Date(fromMs).toISOString().slice(0, 16)}Z`)
    .join(', ');
}

import type { Models } from 'purecloud-platform-client-v2';
import { uuidOf } from './uuid.ts';

/** The schedules of a contact centre and the groups that combine them. */
interface SampleSchedules {
  readonly schedules: readonly Models.Schedule[];
  readonly scheduleGroups: readonly Models.ScheduleGroup[];
}

/** Name, start and end of the first occurrence, and recurrence rule. */
const schedules = [
  [
    'Weekdays 8 to 18',
    '2024-01-01T08:00:00',
    '2024-01-01T18:00:00',
    'FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR',
  ],
  ['Saturdays 9 to 13', '2024-01-06T09:00:00', '2024-01-06T13:00:00', 'FREQ=WEEKLY;INTERVAL=1;BYDAY=SA'],
  ['Night Shift', '2024-01-01T22:00:00', '2024-01-02T06:00:00', 'FREQ=DAILY;INTERVAL=1'],
  ['Around the Clock', '2024-01-01T00:00:00', '2024-01-02T00:00:00', 'FREQ=DAILY;INTERVAL=1'],
  ['Team Meeting', '2024-01-01T12:00:00', '2024-01-01T13:00:00', 'FREQ=MONTHLY;INTERVAL=1;BYDAY=1MO'],
  [
    "New Year's Day",
    '2024-01-01T00:00:00',
    '2024-01-02T00:00:00',
    'FREQ=YEARLY;INTERVAL=1;BYMONTH=1;BYMONTHDAY=1',
  ],
  [
    'Christmas',
    '2023-12-25T00:00:00',
    '2023-12-26T00:00:00',
    'FREQ=YEARLY;INTERVAL=1;BYMONTH=12;BYMONTHDAY=25,26',
  ],
  ['Move of the Office 2026', '2026-08-14T00:00:00', '2026-08-17T00:00:00', ''],
] as const;

const CLOSED = ['Team Meeting', 'Move of the Office 2026'];
const HOLIDAYS = ["New Year's Day", 'Christmas'];

/** Name, time zone, and the names of the open, closed and holiday schedules. */
const groups = [
  ['Customer Service Hours', 'Europe/Berlin', ['Weekdays 8 to 18', 'Saturdays 9 to 13'], CLOSED, HOLIDAYS],
  ['Sales Hours', 'America/New_York', ['Weekdays 8 to 18'], [], HOLIDAYS],
  ['Emergency Line Hours', 'Europe/Berlin', ['Around the Clock'], [], []],
  ['Night Desk Hours', 'Asia/Kolkata', ['Night Shift'], [], ["New Year's Day"]],
] as const;

/** Eight schedules in four groups. Every call returns the same. */
export function sampleSchedules(): SampleSchedules {
  return {
    schedules: schedules.map(([name, start, end, rrule]) => {
      const id = uuidOf(`schedule ${name}`);
      const microseconds = '.000000';
      return {
        ...common(name),
        start: start + microseconds,
        end: end + microseconds,
        ...(rrule !== '' && { rrule }),
        selfUri: `/api/v2/architect/schedules/${id}`,
      };
    }),
    scheduleGroups: groups.map(([name, timeZone, open, closed, holidays]) => ({
      ...common(name, 'schedule group'),
      timeZone,
      openSchedules: open.map(reference),
      closedSchedules: closed.map(reference),
      holidaySchedules: holidays.map(reference),
      selfUri: `/api/v2/architect/schedulegroups/${uuidOf(`schedule group ${name}`)}`,
    })),
  };
}

function common(name: string, kind = 'schedule') {
  const division = uuidOf('division Home');
  return {
    id: uuidOf(`${kind} ${name}`),
    name,
    division: { id: division, name: 'Home', selfUri: `/api/v2/authorization/divisions/${division}` },
    version: 1,
    dateCreated: '2024-01-02T09:12:44.051Z',
    createdBy: uuidOf('user 1'),
    state: 'active',
  };
}

function reference(name: string): Models.DomainEntityRef {
  const id = uuidOf(`schedule ${name}`);
  return { id, name, selfUri: `/api/v2/architect/schedules/${id}` };
}

import type { Models } from 'purecloud-platform-client-v2';
import { uuidOf } from './uuid.ts';

/** The status of a user. */
export interface SimulatedUser {
  /** In lower case. */
  readonly id: string;
  readonly routingStatus: Models.RoutingStatus;
  readonly presence: Models.UserPresence;
}

/** Routing status, system presence and presence message. */
const statuses = [
  ['IDLE', 'On Queue', ''],
  ['INTERACTING', 'On Queue', ''],
  ['OFF_QUEUE', 'Available', ''],
  ['COMMUNICATING', 'Busy', 'In a call'],
  ['NOT_RESPONDING', 'On Queue', ''],
  ['OFF_QUEUE', 'Meal', 'Back at 13:00'],
] as const;

/** Twelve users, two for each status. Every call returns the same. */
export function sampleUsers(): readonly SimulatedUser[] {
  return Array.from({ length: 2 * statuses.length }, (_, index) => sampleUser(index));
}

function sampleUser(index: number): SimulatedUser {
  const id = uuidOf(`user ${index}`);
  const [status, systemPresence, message] = statuses[index % statuses.length] ?? statuses[0];
  const since = new Date(Date.UTC(2026, 0, 12, 8, 5 * index)).toISOString();
  const definitionId = uuidOf(`presence ${systemPresence}`);
  return {
    id,
    routingStatus: { userId: id, status, startTime: since },
    presence: {
      id,
      source: 'PURECLOUD',
      primary: true,
      presenceDefinition: {
        id: definitionId,
        systemPresence,
        selfUri: `/api/v2/presencedefinitions/${definitionId}`,
      },
      message,
      modifiedDate: since,
      selfUri: `/api/v2/users/${id}/presences/PURECLOUD`,
    },
  };
}

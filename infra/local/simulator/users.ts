import type { Models } from 'purecloud-platform-client-v2';
import { uuidOf } from './uuid.ts';

/** A user with the parts that Genesys sends only when asked. */
export interface SimulatedUser {
  /** In lower case. */
  readonly id: string;
  readonly profile: Models.User;
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

const names = [
  'Aisha Khan',
  'Ben Carter',
  'Chiara Russo',
  'David Moore',
  'Elena Petrova',
  'Farid Haddad',
  'Grace Okafor',
  'Hiro Tanaka',
  'Ines Silva',
  'Jonas Weber',
  'Kate Murphy',
  'Liam Dubois',
] as const;

/** Twelve users, two for each status. Every call returns the same. */
export function sampleUsers(): readonly SimulatedUser[] {
  return names.map((name, index) => sampleUser(name, index));
}

/** The id of the default presence definition of a system presence such as `On Queue`. */
export function presenceDefinitionId(systemPresence: string): string {
  return uuidOf(`presence ${systemPresence}`);
}

function sampleUser(name: string, index: number): SimulatedUser {
  const id = uuidOf(`user ${index}`);
  const [status, systemPresence, message] = statuses[index % statuses.length] ?? statuses[0];
  const since = new Date(Date.UTC(2026, 0, 12, 8, 5 * index)).toISOString();
  const definitionId = presenceDefinitionId(systemPresence);
  return {
    id,
    profile: profileOf(id, name),
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

function profileOf(id: string, name: string): Models.User {
  const email = `${name.toLowerCase().replace(' ', '.')}@example.com`;
  const divisionId = uuidOf('division Home');
  return {
    id,
    name,
    division: { id: divisionId, name: 'Home', selfUri: `/api/v2/authorization/divisions/${divisionId}` },
    chat: { jabberId: `${id}@example.orgspan.com` },
    email,
    primaryContactInfo: [{ address: email, mediaType: 'EMAIL', type: 'PRIMARY' }],
    addresses: [],
    state: 'active',
    username: email,
    version: 7,
    acdAutoAnswer: false,
    selfUri: `/api/v2/users/${id}`,
  };
}

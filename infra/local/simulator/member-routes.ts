import type { Models } from 'purecloud-platform-client-v2';
import { listNamed } from './named-listing.ts';
import { errorResponse } from './response.ts';
import { type GenesysOrganization, queueOf, type Route } from './route.ts';
import type { SimulatedUser } from './users.ts';
import { uuidOf } from './uuid.ts';

const MEMBERS = '/api/v2/routing/queues/{queueId}/members';
const MAX_PAGE_SIZE = 100;
const SKILLS = ['Billing', 'Claims', 'Refunds', 'Spanish Support'];
const LANGUAGES = ['English', 'German', 'Spanish'];

/** The members of a queue, sorted by name. As in Genesys, no page says how many there are. */
export const memberRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: MEMBERS,
    permission: 'routing:queue:view',
    respond(call, organization) {
      const found = queueOf(call, organization);
      if ('error' in found) return found.error;
      const { query, correlationId } = call;
      const path = MEMBERS.replace('{queueId}', found.queue.id ?? '');
      const members = membersOf(found.queue, organization, path).filter((member) => isWanted(member, query));
      const result = listNamed(members, query, { path, maxPageSize: MAX_PAGE_SIZE });
      if (result.kind === 'invalid') {
        const { message, parameter } = result;
        return errorResponse('bad.request', correlationId, { message, messageParams: { parameter } });
      }
      const { total: _, pageCount, lastUri, entities, ...page } = result.listing;
      const parts = valuesOf(query, 'expand');
      return { status: 200, body: { entities: entities.map((member) => expanded(member, parts)), ...page } };
    },
  },
];

/** The first users, as many as the queue has members. Every fourth has not joined the queue. */
function membersOf(
  { memberCount = 0 }: Models.Queue,
  { users }: GenesysOrganization,
  path: string,
): Models.QueueMember[] {
  return users.slice(0, memberCount).map((user, index) => ({
    id: user.id,
    name: user.profile.name ?? '',
    user: { ...user.profile, presence: user.presence, ...abilitiesOf(user, index) },
    ringNumber: 1,
    joined: index % 4 !== 3,
    memberBy: 'user',
    routingStatus: user.routingStatus,
    selfUri: `${path}/${user.id}`,
  }));
}

/** One to three skills and one or two languages. */
function abilitiesOf({ id }: SimulatedUser, index: number) {
  const ability = (kind: string, name: string) => ({
    id: uuidOf(`${kind} ${name}`),
    name,
    proficiency: 1 + (index % 5),
    state: 'active',
    selfUri: `/api/v2/users/${id}/routing${kind}s/${uuidOf(`${kind} ${name}`)}`,
  });
  return {
    skills: SKILLS.filter((_, number) => (index + number) % 4 <= index % 3).map((name) =>
      ability('skill', name),
    ),
    languages: LANGUAGES.slice(0, 1 + (index % 3)).map((name) => ability('language', name)),
  };
}

function isWanted({ joined, routingStatus, user }: Models.QueueMember, query: URLSearchParams): boolean {
  const statuses = valuesOf(query, 'routingStatus');
  const hasEach = (abilities: readonly { name?: string }[] = [], parameter: string) =>
    valuesOf(query, parameter).every((text) =>
      abilities.some(({ name = '' }) => name.toLowerCase().includes(text.toLowerCase())),
    );
  return (
    (!query.get('joined') || query.get('joined') === String(joined)) &&
    (statuses.length === 0 || statuses.includes(routingStatus?.status ?? '')) &&
    hasEach(user?.skills, 'skills') &&
    hasEach(user?.languages, 'languages')
  );
}

/** A member without the parts that Genesys sends only when asked. */
function expanded({ routingStatus, user, ...member }: Models.QueueMember, parts: readonly string[]) {
  const { presence, skills, languages, ...profile }: Partial<Models.User> = user ?? {};
  const optional = { presence, skills, languages };
  return {
    ...member,
    ...(parts.includes('routingStatus') && { routingStatus }),
    user: {
      ...profile,
      ...Object.fromEntries(Object.entries(optional).filter(([part]) => parts.includes(part))),
    },
  };
}

/** Every value of a parameter that may be repeated and comma-joined. */
function valuesOf(query: URLSearchParams, parameter: string): string[] {
  return query
    .getAll(parameter)
    .flatMap((joined) => joined.split(','))
    .filter((value) => value !== '');
}

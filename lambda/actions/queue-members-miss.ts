import { DataActionError } from '../errors.ts';
import type { GenesysApis, SdkOperation, TakeCalls } from '../genesys/call.ts';
import { quoted } from '../runtime/json.ts';
import { withName } from './by-name.ts';
import { present } from './parameters.ts';
import type { MembersBody } from './queue-members-body.ts';

// The half of queue-members that only a miss needs: a hit of any data action loads without it.

const LIST_MEMBERS: SdkOperation = { name: 'getRoutingQueueMembers', family: 'routing' };
const QUEUES_PAGE_SIZE = 25;
/** The maximum that Genesys documents. */
const PAGE_SIZE = 100;
const MAX_PAGES = 10;

type Routing = GenesysApis['routing'];
type GenesysMember = MembersBody['pages'][number]['entities'][number];
type Abilities = NonNullable<GenesysMember['user']>['skills'];

interface Wanted {
  readonly queueId?: string | undefined;
  readonly name?: string | undefined;
  readonly routingStatuses?: readonly string[] | undefined;
  readonly presences?: readonly string[] | undefined;
  readonly skills?: readonly string[] | undefined;
  readonly languages?: readonly string[] | undefined;
  readonly joined: boolean;
  readonly includeSkills: boolean;
}

/** A member in our own terms; undefined is what Genesys has left out. */
interface Member {
  readonly userId: string;
  readonly name: string;
  readonly routingStatus: string | undefined;
  readonly presence: string | undefined;
  readonly skills: readonly string[] | undefined;
  readonly languages: readonly string[] | undefined;
}

/** Requests the members of a queue, a page at a time, because Genesys does not say how many there are. */
export async function requestMembers(
  routing: Routing,
  wanted: Wanted,
  takeCalls: TakeCalls,
): Promise<{ queueId: string; pages: unknown[] }> {
  const queueId = wanted.queueId ?? (await queueIdOf(routing, wanted.name ?? ''));
  const filters = filtersOf(wanted);
  const pages: unknown[] = [];
  for (let pageNumber = 1; pageNumber <= MAX_PAGES; pageNumber++) {
    if (pageNumber > 1) await takeCalls([LIST_MEMBERS]);
    const page = await routing.getRoutingQueueMembers(queueId, {
      ...filters,
      pageSize: PAGE_SIZE,
      pageNumber,
    });
    pages.push(page);
    const count = page?.entities?.length ?? 0;
    if (count === 0 || (count < PAGE_SIZE && !page.nextUri)) return { queueId, pages };
  }
  throw new DataActionError(
    'genesys_data_unsupported',
    `the queue has ${MAX_PAGES * PAGE_SIZE} members or more, expected fewer; request less: one routing status, skill or language`,
  );
}

async function queueIdOf(routing: Routing, name: string): Promise<string> {
  const { entities = [] } = (await routing.getRoutingQueues({ name, pageSize: QUEUES_PAGE_SIZE })) ?? {};
  const named = entities.flatMap(({ id, name }) => (id === undefined ? [] : [{ id, name: name ?? '' }]));
  const queue = withName(named, name);
  if (queue !== undefined) return queue.id;
  throw new DataActionError('genesys_not_found', `Genesys has no queue named ${quoted(name)}`);
}

/**
 * The filters that certainly keep every wanted member: `toMembers` applies all of them exactly. Genesys finds skills and
 * languages by a part of their name, and does not document how it combines several values.
 */
function filtersOf({ routingStatuses = [], skills = [], languages = [], joined, includeSkills }: Wanted) {
  return present({
    joined,
    routingStatus: routingStatuses.length === 1 ? [...routingStatuses] : undefined,
    skills: skills.slice(0, 1),
    languages: languages.slice(0, 1),
    expand: [
      'routingStatus',
      'presence',
      ...(includeSkills || skills.length > 0 ? ['skills'] : []),
      ...(languages.length > 0 ? ['languages'] : []),
    ],
  });
}

/** The members that the parameters select, and their counts. Throws if Genesys left out what a filter needs. */
export function toMembers({ queueId, pages }: MembersBody, wanted: Wanted) {
  // By id: while pages are requested, a change may move a member to the next page.
  const byId = new Map(pages.flatMap(({ entities }) => entities.map((member) => [member.id, read(member)])));
  const members = select([...byId.values()], wanted);
  return {
    queueId,
    memberCount: members.length,
    ...countsOf(members),
    members: members.map(({ userId, name, routingStatus = '', presence = '' }) => ({
      userId,
      name,
      routingStatus,
      presence,
    })),
    skills: wanted.includeSkills ? skillsOf(members) : [],
  };
}

function read({ id, name, routingStatus, user }: GenesysMember): Member {
  return {
    userId: id,
    name: name || user?.name || '',
    routingStatus: (routingStatus ?? user?.routingStatus)?.status || undefined,
    presence: user?.presence?.presenceDefinition?.systemPresence || undefined,
    skills: namesOf(user?.skills),
    languages: namesOf(user?.languages),
  };
}

/** A skill that is not active does not count for routing. */
function namesOf(abilities: Abilities): string[] | undefined {
  return abilities
    ?.filter(({ name, state }) => name !== '' && (state === '' || state === 'active'))
    .map(({ name }) => name);
}

/** The members that meet all filters. One whose part Genesys left out does not meet a filter by this part. */
function select(all: readonly Member[], wanted: Wanted): readonly Member[] {
  const { routingStatuses = [], presences = [], skills = [], languages = [] } = wanted;
  const presenceKeys = presences.map(presenceKey);
  const filters = [
    {
      part: 'routingStatus',
      values: routingStatuses,
      isMet: ({ routingStatus = '' }: Member) => routingStatuses.includes(routingStatus),
    },
    {
      part: 'presence',
      values: presences,
      isMet: ({ presence = '' }: Member) => presenceKeys.includes(presenceKey(presence)),
    },
    { part: 'skills', values: skills, isMet: (member: Member) => hasAll(member.skills, skills) },
    { part: 'languages', values: languages, isMet: (member: Member) => hasAll(member.languages, languages) },
  ] as const;
  const used = filters.filter(({ values }) => values.length > 0);
  for (const { part } of used)
    if (all.length > 0 && all.every((member) => member[part] === undefined))
      throw new DataActionError('genesys_unavailable', `Genesys left out the ${part} of all members`);
  return all.filter((member) => used.every(({ isMet }) => isMet(member)));
}

function hasAll(names: readonly string[] = [], wanted: readonly string[]): boolean {
  const known = names.map((name) => name.toLowerCase());
  return wanted.every((name) => known.includes(name.toLowerCase()));
}

/** Genesys spells a presence `On Queue` here and `ON_QUEUE` elsewhere. */
function presenceKey(presence: string): string {
  return presence.toLowerCase().replaceAll(/[ _]/g, '');
}

const PRESENCE_COUNTS = {
  onqueue: 'onQueueAgents',
  available: 'availableAgents',
  busy: 'busyAgents',
  away: 'awayAgents',
  break: 'breakAgents',
  meal: 'mealAgents',
  meeting: 'meetingAgents',
  training: 'trainingAgents',
  offline: 'offlineAgents',
} as const;

function countsOf(members: readonly Member[]) {
  const inStatus = (status: string) => members.filter((member) => member.routingStatus === status).length;
  const byPresence = Object.entries(PRESENCE_COUNTS).map(([presence, output]) => {
    const isPresent = (member: Member) => presenceKey(member.presence ?? '') === presence;
    return [output, members.filter(isPresent).length] as const;
  });
  const idleAgents = inStatus('IDLE');
  return {
    isAnyAgentIdle: idleAgents > 0,
    idleAgents,
    interactingAgents: inStatus('INTERACTING'),
    communicatingAgents: inStatus('COMMUNICATING'),
    notRespondingAgents: inStatus('NOT_RESPONDING'),
    offQueueAgents: inStatus('OFF_QUEUE'),
    ...Object.fromEntries(byPresence),
    otherPresenceAgents: members.length - byPresence.reduce((sum, [, count]) => sum + count, 0),
  };
}

/** One row for each skill, sorted by name. */
function skillsOf(members: readonly Member[]) {
  const bySkill = Map.groupBy(
    members.flatMap((member) => [...new Set(member.skills)].map((skill) => ({ skill, member }))),
    ({ skill }) => skill,
  );
  return [...bySkill]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, having]) => ({
      name,
      agents: having.length,
      idleAgents: having.filter(({ member }) => member.routingStatus === 'IDLE').length,
    }));
}

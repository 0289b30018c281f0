import { DataActionError } from '../errors.ts';
import type { MembersBody } from './queue-members-body.ts';

/** The parameters of queue-members. */
export interface Wanted {
  readonly queueId?: string | undefined;
  readonly name?: string | undefined;
  readonly routingStatuses?: readonly string[] | undefined;
  readonly presences?: readonly string[] | undefined;
  readonly skills?: readonly string[] | undefined;
  readonly languages?: readonly string[] | undefined;
  readonly joined: boolean;
  readonly includeSkills: boolean;
}

type GenesysMember = MembersBody['pages'][number]['entities'][number];
type Abilities = NonNullable<GenesysMember['user']>['skills'];

/** A member; a part that Genesys left out is undefined. */
interface Member {
  readonly userId: string;
  readonly name: string;
  readonly routingStatus: string | undefined;
  readonly presence: string | undefined;
  readonly skills: readonly string[] | undefined;
  readonly languages: readonly string[] | undefined;
}

/** The members that the parameters select, and their counts. Throws if Genesys left out what a count or a filter needs. */
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

/** The names of the active skills or languages; routing ignores the others. */
function namesOf(abilities: Abilities): string[] | undefined {
  return abilities
    ?.filter(({ name, state }) => name !== '' && (state === '' || state === 'active'))
    .map(({ name }) => name);
}

const COUNTED_PARTS = ['routingStatus', 'presence'] as const;

/** The members that meet all filters. A member without a part does not meet a filter by that part. */
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
  // Every response counts by routing status and presence: without them, "no agent is idle" would be a guess.
  for (const part of new Set([...COUNTED_PARTS, ...used.map(({ part }) => part)]))
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

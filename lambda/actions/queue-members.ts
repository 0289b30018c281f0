import * as v from 'valibot';
import { exactlyOne } from './by-name.ts';
import type { Output } from './contract.ts';
import { defineDataAction } from './define.ts';
import { choiceList, flag, id, textList, wholeName } from './parameters.ts';
import { MembersBody } from './queue-members-body.ts';

const ROUTING_STATUSES = ['IDLE', 'INTERACTING', 'COMMUNICATING', 'NOT_RESPONDING', 'OFF_QUEUE'] as const;
/** Genesys' primary presences, spelt as `user-status` returns them. */
const PRESENCES = [
  'On Queue',
  'Available',
  'Busy',
  'Away',
  'Break',
  'Meal',
  'Meeting',
  'Training',
  'Idle',
  'Offline',
  'Out of Office',
] as const;

/** A number of members. */
function agents(name: string, meaning: string): Output {
  return { path: name, type: 'integer', description: `Number of members ${meaning}.` };
}

/**
 * The members of a queue: `GET /api/v2/routing/queues/{queueId}/members`, up to 10 pages of 100. With `name`, the listing
 * of queues, filtered by name, comes first. A change of a user's presence does not invalidate an entry: it could concern
 * any queue, so entries of all queues would be invalidated all day.
 */
export const queueMembers = defineDataAction({
  name: 'queue-members',
  version: 1,
  group: 'live figures',
  summary: 'Returns the members of a queue and counts them by routing status, presence and skill.',
  permission: 'routing:queue:view',
  ttlSeconds: 10,
  maxAgeSeconds: 60,
  invalidatedBy: [
    // A change of any queue may change which queue has a name.
    { entityType: 'Queue', ids: ({ queueId }) => (queueId === undefined ? undefined : [queueId]) },
  ],
  parameters: {
    queueId: v.optional(id),
    name: v.optional(wholeName),
    routingStatuses: v.optional(choiceList(ROUTING_STATUSES)),
    presences: v.optional(choiceList(PRESENCES)),
    skills: v.optional(textList),
    languages: v.optional(textList),
    joined: v.optional(flag, true),
    includeSkills: v.optional(flag, false),
  },
  inputs: {
    queueId: {
      type: 'string',
      description: 'Id of the queue. Set either this or name.',
      example: 'ef871c05-3104-464f-a268-17ded0a21903',
    },
    name: {
      type: 'string',
      description: 'Full name of the queue, ignoring case. Set either this or queueId.',
    },
    routingStatuses: {
      type: 'string',
      description: `Only members with one of these routing statuses, separated by commas: ${ROUTING_STATUSES.join(', ')}.`,
    },
    presences: {
      type: 'string',
      description: `Only members with one of these presences, separated by commas: ${PRESENCES.join(', ')}.`,
    },
    skills: {
      type: 'string',
      description: 'Only members who have all these skills: full names, ignoring case, separated by commas.',
    },
    languages: {
      type: 'string',
      description:
        'Only members who have all these language skills: full names, ignoring case, separated by commas.',
    },
    joined: {
      type: 'boolean',
      description: 'true for members who have joined the queue, false for those who have not.',
    },
    includeSkills: {
      type: 'boolean',
      description: 'Whether to count the members by skill, too: true or false.',
      example: true,
    },
  },
  check: exactlyOne('queueId', 'name'),
  outputs: {
    queueId: { path: 'queueId', type: 'string', description: 'Id of the queue.' },
    memberCount: {
      path: 'memberCount',
      type: 'integer',
      description: 'Number of members that match the inputs. All other outputs describe these members.',
    },
    isAnyAgentIdle: {
      path: 'isAnyAgentIdle',
      type: 'boolean',
      description: 'Whether any member has the routing status IDLE.',
    },
    idleAgents: agents('idleAgents', 'with the routing status IDLE: on queue and free'),
    interactingAgents: agents('interactingAgents', 'with the routing status INTERACTING'),
    communicatingAgents: agents('communicatingAgents', 'with the routing status COMMUNICATING'),
    notRespondingAgents: agents('notRespondingAgents', 'with the routing status NOT_RESPONDING'),
    offQueueAgents: agents('offQueueAgents', 'with the routing status OFF_QUEUE'),
    onQueueAgents: agents('onQueueAgents', 'with the presence On Queue'),
    availableAgents: agents('availableAgents', 'with the presence Available'),
    busyAgents: agents('busyAgents', 'with the presence Busy'),
    awayAgents: agents('awayAgents', 'with the presence Away'),
    breakAgents: agents('breakAgents', 'with the presence Break'),
    mealAgents: agents('mealAgents', 'with the presence Meal'),
    meetingAgents: agents('meetingAgents', 'with the presence Meeting'),
    trainingAgents: agents('trainingAgents', 'with the presence Training'),
    offlineAgents: agents('offlineAgents', 'with the presence Offline'),
    otherPresenceAgents: agents('otherPresenceAgents', 'with another presence, or an unknown one'),
    userIds: {
      path: 'members[*].userId',
      type: 'string',
      description:
        'User id of each member. The lists userIds, names, routingStatuses and presences have one row per member, sorted by name.',
    },
    names: { path: 'members[*].name', type: 'string', description: 'Name of each member.' },
    routingStatuses: {
      path: 'members[*].routingStatus',
      type: 'string',
      description: 'Routing status of each member; may be empty.',
    },
    presences: {
      path: 'members[*].presence',
      type: 'string',
      description: 'System presence of each member, for example Available or On Queue; may be empty.',
    },
    skills: {
      path: 'skills[*].name',
      type: 'string',
      description: 'Name of each skill that a member has; none without includeSkills.',
    },
    skillAgents: {
      path: 'skills[*].agents',
      type: 'integer',
      description: 'Number of members with each skill.',
    },
    idleSkillAgents: {
      path: 'skills[*].idleAgents',
      type: 'integer',
      description: 'Number of members with each skill and the routing status IDLE.',
    },
  },
  requestLess: 'one routing status, skill or language',
  operations: ({ queueId }) => [
    ...(queueId === undefined ? [{ name: 'getRoutingQueues', family: 'routing' } as const] : []),
    { name: 'getRoutingQueueMembers', family: 'routing' },
  ],
  send: async ({ routing }, parameters, takeCalls) => {
    const { requestMembers } = await import('./queue-members-miss.ts');
    return requestMembers(routing, parameters, takeCalls);
  },
  body: MembersBody,
  toData: async (body, { parameters }) => {
    const { toMembers } = await import('./queue-members-data.ts');
    return toMembers(body, parameters);
  },
});

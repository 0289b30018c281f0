import * as v from 'valibot';
import { DataActionError } from '../errors.ts';
import { quoted } from '../runtime/json.ts';
import { dataAction } from './define.ts';
import { id, wholeName } from './parameters.ts';

const text = v.nullish(v.string(), '');
const count = v.nullish(v.number(), 0);
const Reference = v.nullish(v.looseObject({ id: text, name: text }));
const Queue = v.looseObject({
  id: v.string(),
  name: v.string(),
  description: text,
  division: Reference,
  memberCount: count,
  joinedMemberCount: count,
  queueFlow: Reference,
  callingPartyName: text,
  callingPartyNumber: text,
});

/** More than queues ever share a name: Genesys takes them without regard to case at most. */
const MOST_NAMESAKES = 25;

/**
 * One queue, by its id (`GET /api/v2/routing/queues/{queueId}`) or by its whole name (`GET /api/v2/routing/queues`,
 * filtered by name). Of the queues that come, the one whose name is the same letter by letter is taken, else one
 * whose name differs in case only.
 */
export const queue = dataAction({
  name: 'queue',
  version: 1,
  summary: 'Gives one queue, by its id or by its whole name.',
  permission: 'routing:queue:view',
  // Under a name another queue may turn up.
  dependsOn: [{ entityType: 'Queue', ids: ({ queueId }) => (queueId === undefined ? undefined : [queueId]) }],
  parameters: { queueId: v.optional(id), name: v.optional(wholeName) },
  inputs: {
    queueId: { type: 'string', description: 'Id of the queue. Either this or name.' },
    name: {
      type: 'string',
      description: 'Whole name of the queue, in any case. Either this or queueId.',
      example: 'VIP Support',
    },
  },
  check: ({ queueId, name }) => {
    if ((queueId === undefined) !== (name === undefined)) return undefined;
    const expected = `expected either this or name, got ${queueId === undefined ? 'neither' : 'both'}`;
    return { parameter: 'queueId', expected };
  },
  outputs: {
    id: { path: 'id', type: 'string', description: 'Id of the queue.' },
    name: { path: 'name', type: 'string', description: 'Name of the queue.' },
    description: { path: 'description', type: 'string', description: 'Its description; may be empty.' },
    divisionId: { path: 'divisionId', type: 'string', description: 'Id of its division.' },
    divisionName: { path: 'divisionName', type: 'string', description: 'Name of its division.' },
    memberCount: { path: 'memberCount', type: 'integer', description: 'How many members it has.' },
    joinedMemberCount: {
      path: 'joinedMemberCount',
      type: 'integer',
      description: 'How many of its members have joined it.',
    },
    inQueueFlowId: { path: 'inQueueFlowId', type: 'string', description: 'Id of its in-queue call flow.' },
    inQueueFlowName: { path: 'inQueueFlowName', type: 'string', description: 'Name of that flow.' },
    callingPartyName: {
      path: 'callingPartyName',
      type: 'string',
      description: 'Name shown on outbound calls; may be empty.',
    },
    callingPartyNumber: {
      path: 'callingPartyNumber',
      type: 'string',
      description: 'Number shown on outbound calls; may be empty.',
    },
  },
  send: async ({ routing }, { queueId, name = '' }) =>
    queueId === undefined
      ? routing.getRoutingQueues({ name, pageSize: MOST_NAMESAKES })
      : { entities: [await routing.getRoutingQueue(queueId)] },
  body: v.looseObject({ entities: v.array(Queue) }),
  toData: ({ entities }, { question: { name } }) => {
    const found = name === undefined ? entities[0] : namesake(entities, name);
    if (found === undefined)
      throw new DataActionError('genesys_not_found', `Genesys has no queue named ${quoted(name)}`);
    return dataOf(found);
  },
});

type Queue = v.InferOutput<typeof Queue>;

function namesake(queues: readonly Queue[], name: string): Queue | undefined {
  const sameLetters = queues.find((candidate) => candidate.name === name);
  return sameLetters ?? queues.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
}

function dataOf({ id, name, description, division, queueFlow, ...others }: Queue) {
  const { memberCount, joinedMemberCount, callingPartyName, callingPartyNumber } = others;
  return {
    ...{ id, name, description, divisionId: division?.id ?? '', divisionName: division?.name ?? '' },
    ...{ memberCount, joinedMemberCount, callingPartyName, callingPartyNumber },
    ...{ inQueueFlowId: queueFlow?.id ?? '', inQueueFlowName: queueFlow?.name ?? '' },
  };
}

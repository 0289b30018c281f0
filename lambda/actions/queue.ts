import * as v from 'valibot';
import { DataActionError } from '../errors.ts';
import { quoted } from '../runtime/json.ts';
import { exactlyOne, withName } from './by-name.ts';
import { defineDataAction } from './define.ts';
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

/** Genesys treats names that differ only in case as equal, so far fewer queues match. */
const PAGE_SIZE = 25;

/**
 * One queue, by its id (`GET /api/v2/routing/queues/{queueId}`) or by its full name (`GET /api/v2/routing/queues`,
 * filtered by name). A queue whose name is exactly the same wins over one whose name differs in case.
 */
export const queue = defineDataAction({
  name: 'queue',
  group: 'configuration',
  version: 1,
  summary: 'Returns one queue, by its id or full name.',
  permission: 'routing:queue:view',
  // A change of any queue may change which queue has a name.
  invalidatedBy: [
    { entityType: 'Queue', ids: ({ queueId }) => (queueId === undefined ? undefined : [queueId]) },
  ],
  parameters: { queueId: v.optional(id), name: v.optional(wholeName) },
  inputs: {
    queueId: { type: 'string', description: 'Id of the queue. Set either this or name.' },
    name: {
      type: 'string',
      description: 'Full name of the queue, ignoring case. Set either this or queueId.',
      example: 'VIP Support',
    },
  },
  check: exactlyOne('queueId', 'name'),
  outputs: {
    id: { path: 'id', type: 'string', description: 'Id of the queue.' },
    name: { path: 'name', type: 'string', description: 'Name of the queue.' },
    description: {
      path: 'description',
      type: 'string',
      description: 'Description of the queue; may be empty.',
    },
    divisionId: { path: 'divisionId', type: 'string', description: 'Id of the division.' },
    divisionName: { path: 'divisionName', type: 'string', description: 'Name of the division.' },
    memberCount: {
      path: 'memberCount',
      type: 'integer',
      description: 'Number of members. Adding or removing a member invalidates the entry.',
    },
    joinedMemberCount: {
      path: 'joinedMemberCount',
      type: 'integer',
      description:
        'Number of members who had joined the queue ageSeconds ago. Joining does not invalidate the entry; queue-observations has live figures.',
    },
    inQueueFlowId: {
      path: 'inQueueFlowId',
      type: 'string',
      description: 'Id of the in-queue call flow; may be empty.',
    },
    inQueueFlowName: {
      path: 'inQueueFlowName',
      type: 'string',
      description: 'Name of the in-queue call flow; may be empty.',
    },
    callingPartyName: {
      path: 'callingPartyName',
      type: 'string',
      description: 'Caller name of outbound calls; may be empty.',
    },
    callingPartyNumber: {
      path: 'callingPartyNumber',
      type: 'string',
      description: 'Caller number of outbound calls; may be empty.',
    },
  },
  operations: ({ queueId }) => [
    { name: queueId === undefined ? 'getRoutingQueues' : 'getRoutingQueue', family: 'routing' },
  ],
  send: async ({ routing }, { queueId, name = '' }) =>
    queueId === undefined
      ? routing.getRoutingQueues({ name, pageSize: PAGE_SIZE })
      : { entities: [await routing.getRoutingQueue(queueId)] },
  body: v.looseObject({ entities: v.array(Queue) }),
  toData: ({ entities }, { parameters: { name } }) => {
    const match = name === undefined ? entities[0] : withName(entities, name);
    if (match === undefined)
      throw new DataActionError('genesys_not_found', `Genesys has no queue named ${quoted(name)}`);
    return dataOf(match);
  },
});

type Queue = v.InferOutput<typeof Queue>;

function dataOf(queue: Queue) {
  return {
    id: queue.id,
    name: queue.name,
    description: queue.description,
    divisionId: queue.division?.id ?? '',
    divisionName: queue.division?.name ?? '',
    memberCount: queue.memberCount,
    joinedMemberCount: queue.joinedMemberCount,
    callingPartyName: queue.callingPartyName,
    callingPartyNumber: queue.callingPartyNumber,
    inQueueFlowId: queue.queueFlow?.id ?? '',
    inQueueFlowName: queue.queueFlow?.name ?? '',
  };
}

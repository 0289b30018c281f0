import * as v from 'valibot';
import { defineDataAction } from './define.ts';
import { choice, idList, integer, namePattern } from './parameters.ts';

/** Lists queues by id, division or name, a page at a time: `GET /api/v2/routing/queues`. */
export const queues = defineDataAction({
  name: 'queues',
  group: 'configuration',
  version: 1,
  summary: 'Lists queues by id, division or name, a page at a time.',
  permission: 'routing:queue:view',
  invalidatedBy: [{ entityType: 'Queue', ids: ({ queueIds }) => (queueIds?.length ? queueIds : undefined) }],
  parameters: {
    queueIds: v.optional(idList),
    divisionIds: v.optional(idList),
    name: v.optional(namePattern),
    pageSize: v.optional(integer(1, 500), 25),
    pageNumber: v.optional(integer(1, Number.MAX_SAFE_INTEGER), 1),
    sortOrder: v.optional(choice(['asc', 'desc']), 'asc'),
  },
  inputs: {
    queueIds: { type: 'string', description: 'Queue ids, separated by commas; at most 100.' },
    divisionIds: { type: 'string', description: 'Division ids, separated by commas; at most 100.' },
    name: {
      type: 'string',
      description: 'Name of the queue; a leading or trailing * matches anything.',
      example: '*support*',
    },
    pageSize: { type: 'integer', description: 'Maximum number of queues per page, 1 to 500.', example: 2 },
    pageNumber: { type: 'integer', description: 'Page to return, from 1.' },
    sortOrder: { type: 'string', description: 'Sort order by name: asc or desc.' },
  },
  outputs: {
    ids: { path: 'entities[*].id', type: 'string', description: 'Ids of the queues on this page.' },
    names: {
      path: 'entities[*].name',
      type: 'string',
      description: 'Names of the queues, in the order of ids.',
    },
    total: { path: 'total', type: 'integer', description: 'Number of queues on all pages.' },
    pageNumber: { path: 'pageNumber', type: 'integer', description: 'Number of this page.' },
    pageCount: { path: 'pageCount', type: 'integer', description: 'Number of pages.' },
  },
  requestLess: 'a smaller pageSize, or fewer queueIds',
  operations: () => [{ name: 'getRoutingQueues', family: 'routing' }],
  send: ({ routing }, { queueIds, divisionIds, name, ...page }) =>
    routing.getRoutingQueues({
      ...page,
      ...(queueIds?.length && { id: queueIds }),
      ...(divisionIds?.length && { divisionId: divisionIds }),
      ...(name && { name }),
    }),
  body: v.looseObject({
    entities: v.array(v.looseObject({ id: v.string(), name: v.string() })),
    total: v.number(),
  }),
});

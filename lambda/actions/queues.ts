import * as v from 'valibot';
import { dataAction } from './data-action.ts';
import { choice, idList, integer, namePattern } from './parameters.ts';

/** Lists queues by id, division or name, a page at a time: `GET /api/v2/routing/queues`. */
export const queues = dataAction({
  name: 'queues',
  version: 1,
  permission: 'routing:queue:view',
  parameters: {
    queueIds: v.optional(idList),
    divisionIds: v.optional(idList),
    name: v.optional(namePattern),
    pageSize: v.optional(integer(1, 500), 25),
    pageNumber: v.optional(integer(1, Number.MAX_SAFE_INTEGER), 1),
    sortOrder: v.optional(choice(['asc', 'desc']), 'asc'),
  },
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

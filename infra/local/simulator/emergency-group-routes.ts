import { errorResponse } from './response.ts';
import type { Route } from './route.ts';

const GROUPS = '/api/v2/architect/emergencygroups';
const permission = 'routing:emergencyGroup:view';

/** Emergency groups, one or all on one page. */
export const emergencyGroupRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: GROUPS,
    permission,
    respond({ query }, { emergencyGroups }) {
      const name = query.get('name')?.toLowerCase() ?? '';
      const entities = emergencyGroups.filter((group) => group.name.toLowerCase().includes(name));
      const pageSize = Number(query.get('pageSize') || 25);
      const page = { pageSize, pageNumber: 1, total: entities.length, pageCount: 1 };
      return { status: 200, body: { entities: entities.slice(0, pageSize), ...page, selfUri: GROUPS } };
    },
  },
  {
    method: 'GET',
    path: `${GROUPS}/{emergencyGroupId}`,
    permission,
    respond({ pathParameters, correlationId }, { emergencyGroups }) {
      const emergencyGroupId = pathParameters.emergencyGroupId ?? '';
      const group = emergencyGroups.find(({ id }) => id === emergencyGroupId.toLowerCase());
      if (group !== undefined) return { status: 200, body: group };
      const message = `Unable to find an emergency group with the id ${emergencyGroupId}`;
      return errorResponse('not.found', correlationId, { message, messageParams: { emergencyGroupId } });
    },
  },
];

import { listNamed } from './named-listing.ts';
import { errorResponse } from './response.ts';
import type { ApiCall, GenesysOrganization, Route } from './route.ts';

const GROUPS = '/api/v2/architect/schedulegroups';

/** Schedules and schedule groups. */
export const scheduleRoutes: readonly Route[] = [
  listRoute('/api/v2/architect/schedules', 'routing:schedule:view', ({ schedules }) => schedules),
  listRoute(GROUPS, 'routing:scheduleGroup:view', ({ scheduleGroups }) => scheduleGroups),
  {
    method: 'GET',
    path: `${GROUPS}/{scheduleGroupId}`,
    permission: 'routing:scheduleGroup:view',
    respond({ pathParameters, correlationId }, { scheduleGroups }) {
      const scheduleGroupId = pathParameters.scheduleGroupId ?? '';
      const group = scheduleGroups.find(({ id }) => id === scheduleGroupId.toLowerCase());
      if (group !== undefined) return { status: 200, body: group };
      const message = `Unable to find a schedule group with the id ${scheduleGroupId}`;
      return errorResponse('not.found', correlationId, { message, messageParams: { scheduleGroupId } });
    },
  },
];

function listRoute(
  path: string,
  permission: string,
  entitiesOf: (organization: GenesysOrganization) => readonly { name: string }[],
): Route {
  return {
    method: 'GET',
    path,
    permission,
    respond: ({ query, correlationId }: ApiCall, organization) => {
      const result = listNamed(entitiesOf(organization), query, { path, maxPageSize: 100 });
      if (result.kind === 'listing') return { status: 200, body: result.listing };
      const { message, parameter } = result;
      return errorResponse('bad.request', correlationId, { message, messageParams: { parameter } });
    },
  };
}

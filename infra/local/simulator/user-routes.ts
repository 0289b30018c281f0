import { errorResponse } from './response.ts';
import type { ApiCall, GenesysOrganization, Route } from './route.ts';
import type { SimulatedUser } from './users.ts';

const USER = '/api/v2/users/{userId}';

/** Users with their routing status and presence. */
export const userRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: USER,
    permission: undefined,
    respond(call, organization) {
      const user = userOf(call, organization);
      return user === undefined ? notFound(call) : { status: 200, body: expanded(user, call.query) };
    },
  },
  {
    method: 'GET',
    path: `${USER}/routingstatus`,
    permission: undefined,
    // As documented, the routing status of an unknown user is not an error.
    respond(call, organization) {
      const body = userOf(call, organization)?.routingStatus ?? { userId: idOf(call), status: 'OFF_QUEUE' };
      return { status: 200, body };
    },
  },
  {
    method: 'GET',
    path: `${USER}/presences/purecloud`,
    permission: undefined,
    respond(call, organization) {
      const user = userOf(call, organization);
      return user === undefined ? notFound(call) : { status: 200, body: user.presence };
    },
  },
];

function expanded({ profile, routingStatus, presence }: SimulatedUser, query: URLSearchParams) {
  const parts = query.getAll('expand').flatMap((joined) => joined.split(','));
  return {
    ...profile,
    ...(parts.includes('routingStatus') && { routingStatus }),
    ...(parts.includes('presence') && { presence }),
  };
}

function idOf({ pathParameters }: ApiCall): string {
  return pathParameters.userId ?? '';
}

function userOf(call: ApiCall, { users }: GenesysOrganization): SimulatedUser | undefined {
  return users.find(({ id }) => id === idOf(call).toLowerCase());
}

function notFound(call: ApiCall) {
  const userId = idOf(call);
  const message = `Unable to find a user with the id ${userId}`;
  return errorResponse('not.found', call.correlationId, { message, messageParams: { userId } });
}

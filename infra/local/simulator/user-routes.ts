import { errorResponse } from './response.ts';
import type { ApiCall, GenesysOrganization, Route } from './route.ts';
import type { SimulatedUser } from './users.ts';

/** The routing status and presence of users. */
export const userRoutes: readonly Route[] = [
  userRoute('routingstatus', ({ routingStatus }) => routingStatus),
  userRoute('presences/purecloud', ({ presence }) => presence),
];

function userRoute(part: string, pick: (user: SimulatedUser) => unknown): Route {
  return {
    method: 'GET',
    path: `/api/v2/users/{userId}/${part}`,
    permission: undefined,
    respond({ pathParameters, correlationId }: ApiCall, { users }: GenesysOrganization) {
      const userId = pathParameters.userId ?? '';
      const user = users.find(({ id }) => id === userId.toLowerCase());
      if (user !== undefined) return { status: 200, body: pick(user) };
      const message = `Unable to find a user with the id ${userId}`;
      return errorResponse('not.found', correlationId, { message, messageParams: { userId } });
    },
  };
}

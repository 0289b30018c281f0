import * as v from 'valibot';
import { errorResponse } from './response.ts';
import type { ApiCall, GenesysOrganization, Route } from './route.ts';
import type { SimulatedUser } from './users.ts';

const Search = v.looseObject({
  query: v.array(
    v.looseObject({ type: v.literal('EXACT'), fields: v.tuple([v.literal('email')]), value: v.string() }),
  ),
});
const USER = '/api/v2/users/{userId}';

/** Users with their routing status and presence, and the search by e-mail address. */
export const userRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/api/v2/users/search',
    permission: 'directory:user:view',
    respond({ body, correlationId }, { users }) {
      const search = v.safeParse(Search, body);
      if (!search.success)
        return errorResponse('bad.request', correlationId, { message: 'Invalid search request' });
      const wanted = search.output.query.map(({ value }) => value.toLowerCase());
      const results = users
        .map(({ profile }) => profile)
        .filter(({ email = '' }) => wanted.every((value) => value === email.toLowerCase()));
      const page = { total: results.length, pageCount: 1, pageSize: 25, pageNumber: 1 };
      return { status: 200, body: { ...page, types: ['users'], results } };
    },
  },
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

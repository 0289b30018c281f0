import * as v from 'valibot';
import { DataActionError } from '../errors.ts';
import { exactlyOne } from './by-name.ts';
import { defineDataAction } from './define.ts';
import { emailAddress, id } from './parameters.ts';

const text = v.nullish(v.string(), '');
const User = v.looseObject({
  id: v.string(),
  name: text,
  email: text,
  title: text,
  department: text,
  state: text,
  division: v.nullish(v.looseObject({ id: text, name: text })),
});

/**
 * One active user, by id (`GET /api/v2/users/{userId}`) or by e-mail address (`POST /api/v2/users/search`, which only
 * reads). The search may also find similar addresses, and users who are no longer active.
 */
export const user = defineDataAction({
  name: 'user',
  group: 'people',
  version: 1,
  summary: 'Returns one active user, by id or by e-mail address.',
  permission: 'directory:user:view',
  // A change of any user may change who has an address.
  invalidatedBy: [{ entityType: 'User', ids: ({ userId }) => (userId === undefined ? undefined : [userId]) }],
  parameters: { userId: v.optional(id), email: v.optional(emailAddress) },
  inputs: {
    userId: { type: 'string', description: 'Id of the user. Set either this or email.' },
    email: {
      type: 'string',
      description: 'E-mail address of the user, ignoring case. Set either this or userId.',
      example: 'aisha.khan@example.com',
    },
  },
  check: exactlyOne('userId', 'email'),
  outputs: {
    id: { path: 'id', type: 'string', description: 'Id of the user, for example for user-status.' },
    name: { path: 'name', type: 'string', description: 'Name of the user.' },
    email: { path: 'email', type: 'string', description: 'E-mail address of the user.' },
    title: { path: 'title', type: 'string', description: 'Job title; may be empty.' },
    department: { path: 'department', type: 'string', description: 'Department; may be empty.' },
    divisionId: { path: 'divisionId', type: 'string', description: 'Id of the division.' },
    divisionName: { path: 'divisionName', type: 'string', description: 'Name of the division.' },
  },
  operations: ({ userId }) => [
    { name: userId === undefined ? 'postUsersSearch' : 'getUser', family: 'users' },
  ],
  send: async ({ users }, { userId, email = '' }) =>
    userId === undefined
      ? users.postUsersSearch({ query: [{ type: 'EXACT', fields: ['email'], value: email }] })
      : { results: [await users.getUser(userId)] },
  body: v.looseObject({ results: v.nullish(v.array(User), []) }),
  toData: ({ results }, { parameters: { email } }) => {
    const isActive = (state: string) => state === 'active' || state === '';
    const found = results.find(
      (each) => isActive(each.state) && (email === undefined || each.email.toLowerCase() === email),
    );
    // The message is logged, so it does not have the address.
    if (found === undefined)
      throw new DataActionError('genesys_not_found', 'Genesys has no active user with this id or address');
    const { id, name, title, department, division } = found;
    return {
      id,
      name,
      email: found.email,
      title,
      department,
      divisionId: division?.id ?? '',
      divisionName: division?.name ?? '',
    };
  },
});

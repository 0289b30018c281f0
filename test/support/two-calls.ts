import * as v from 'valibot';
import { dataActions } from '../../lambda/actions/catalog.ts';
import { type DataAction, defineDataAction } from '../../lambda/actions/define.ts';
import { id } from '../../lambda/actions/parameters.ts';
import { both } from '../../lambda/runtime/both.ts';

/** A data action that always makes two calls at once. */
const twoCalls = defineDataAction({
  name: 'two-calls',
  group: 'people',
  version: 1,
  summary: "Returns a user's profile and presence.",
  permission: undefined,
  invalidatedBy: [],
  parameters: { userId: id },
  inputs: { userId: { type: 'string', description: 'Id of the user.' } },
  outputs: {},
  operations: () => [
    { name: 'getUser', family: 'users' },
    { name: 'getUserPresencesPurecloud', family: 'users' },
  ],
  send: ({ users, presence }, { userId }) =>
    both(users.getUser(userId), presence.getUserPresencesPurecloud(userId)),
  body: v.tuple([v.looseObject({}), v.looseObject({})]),
});

/** The data actions of the product, and `two-calls`. */
export const withTwoCalls: ReadonlyMap<string, DataAction> = new Map([
  ...dataActions,
  [twoCalls.name, twoCalls],
]);

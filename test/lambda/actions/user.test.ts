import assert from 'node:assert/strict';
import { test } from 'node:test';
import { user } from '../../../lambda/actions/user.ts';
import { accepts, problemsOf, send } from '../../support/actions.ts';
import { bodies } from '../../support/bodies.ts';
import { startService } from '../../support/service.ts';

const ID = '9d41b7e0-2c6a-4f83-b5d9-1e7a3c8f0b62';
const EMAIL = 'jonas.weber@example.com';
const DATA = {
  id: ID,
  name: 'Jonas Weber',
  email: EMAIL,
  title: 'Claims agent',
  department: 'Claims',
  divisionId: '6f0c2a51-8e3d-4b19-a7d4-0f9b5c3e2a18',
  divisionName: 'Insurance',
};
const finding = (...results: object[]) => ({
  users: { postUsersSearch: { ...bodies.usersSearch, results } },
});

test('with an id, the user itself is requested', async () => {
  const responses = { users: { getUser: bodies.user } };
  const { sent, data } = await send(user, { userId: ` ${ID.toUpperCase()} `, email: '' }, responses);
  assert.deepEqual(sent, [['getUser', ID]]);
  assert.deepEqual(data, DATA);
});

test('with an e-mail address, it is searched for, and the active user is returned', async () => {
  const responses = { users: { postUsersSearch: bodies.usersSearch } };
  const { sent, data } = await send(user, { email: ` ${EMAIL.toUpperCase()} ` }, responses);
  const query = [{ type: 'EXACT', fields: ['email'], value: EMAIL }];
  assert.deepEqual(sent, [['postUsersSearch', { query }]]);
  assert.deepEqual(data, DATA);
});

test('missing and null fields are empty', async () => {
  const { data } = await send(
    user,
    { email: EMAIL },
    finding({ id: 'a', email: EMAIL, title: null, division: null }),
  );
  const empty = { name: '', title: '', department: '', divisionId: '', divisionName: '' };
  assert.deepEqual(data, { id: 'a', email: EMAIL, ...empty });
});

for (const [label, results] of [
  ['nobody', []],
  ['a similar address', [{ ...bodies.user, email: `x${EMAIL}` }]],
  ['an inactive user', [{ ...bodies.user, state: 'inactive' }]],
  ['a deleted user', [{ ...bodies.user, state: 'deleted' }]],
] as const) {
  test(`a search that finds ${label} is "not found", and the message does not have the address`, async () => {
    await assert.rejects(send(user, { email: EMAIL }, finding(...results)), {
      code: 'genesys_not_found',
      message: 'Genesys has no active user with this id or address',
    });
  });
}

test('an inactive user is not found by id', async () => {
  const responses = { users: { getUser: { ...bodies.user, state: 'inactive' } } };
  await assert.rejects(send(user, { userId: ID }, responses), { code: 'genesys_not_found' });
});

for (const [body, problem] of [
  [{}, 'userId: expected either userId or email, got neither'],
  [{ userId: ID, email: EMAIL }, 'userId: expected either userId or email, got both'],
  [{ email: 'jonas.weber' }, 'email: expected an e-mail address, got "jonas.weber"'],
  [{ email: 'a b@example.com' }, 'email: expected an e-mail address, got "a b@example.com"'],
  [{ email: '*@example.com' }, 'email: expected an e-mail address, got "*@example.com"'],
  [{ email: 5 }, 'email: expected text, got 5'],
] as const) {
  test(`${JSON.stringify(body)} is rejected with "${problem}"`, () => {
    assert.deepEqual(problemsOf(user, body), [problem]);
  });
}

test('with an id, the data depends on that user; with an e-mail address, on all users', () => {
  assert.deepEqual(user.parse({ userId: ID }).invalidatedBy, [{ entityType: 'User', ids: [ID] }]);
  assert.deepEqual(user.parse({ email: EMAIL }).invalidatedBy, [{ entityType: 'User', ids: 'any' }]);
});

test('a response that is neither a user nor a search result is rejected', async () => {
  for (const response of [null, [], {}, 'ok', { id: 5 }, { id: 'a', email: 5 }])
    assert.equal(await accepts(user, { userId: ID }, { users: { getUser: response } }), false);
  for (const response of [null, 'ok', { results: {} }, { results: [{}] }])
    assert.equal(await accepts(user, { email: EMAIL }, { users: { postUsersSearch: response } }), false);
});

test('the id of a user that was found by e-mail address is an input of user-status', async (t) => {
  const { request } = await startService(t);
  const { body } = await request('user', { email: 'Ben.Carter@example.com' });
  const { id: userId } = Object(body.data);
  const status = await request('user-status', { userId });
  assert.partialDeepStrictEqual(status.body.data, { routingStatus: 'INTERACTING', presence: 'On Queue' });
  assert.equal((await request('user', { userId })).body.status, 'success');
  assert.equal((await request('user', { email: 'nobody@example.com' })).statusCode, 404);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { userStatus } from '../../../lambda/actions/user-status.ts';
import { DataActionError } from '../../../lambda/errors.ts';
import { accepts, problemsOf, send } from '../../support/actions.ts';
import { bodies } from '../../support/bodies.ts';
import { startService } from '../../support/service.ts';
import { get, logIn } from '../../support/simulator.ts';

const userId = '9d41b7e0-2c6a-4f83-b5d9-1e7a3c8f0b62';
const UNKNOWN = '00000000-0000-4000-a000-000000000000';
const EXPANDED = ['getUser', userId, { expand: ['routingStatus', 'presence'] }];
const respondingWith = (user: unknown, routingStatus?: unknown, presence?: unknown) => ({
  users: { getUser: user, getUserRoutingstatus: routingStatus },
  presence: { getUserPresencesPurecloud: presence },
});
const { user, routingStatus, presence } = bodies;
const statusOf = (status: unknown, present: unknown) =>
  respondingWith({ ...user, routingStatus: status, presence: present });
const DATA = {
  routingStatus: 'INTERACTING',
  routingStatusSince: '2026-01-12T08:57:03.412Z',
  presence: 'On Queue',
  presenceId: 'e08eaf1b-ee47-4fa9-a231-1200e284798f',
  presenceSince: '2026-01-12T08:31:40.006Z',
  presenceMessage: '',
};

test('the user is requested with routing status and presence, in one call', async () => {
  const parameters = { userId: ` ${userId.toUpperCase()}` };
  const { sent, data, taken } = await send(userStatus, parameters, respondingWith(user));
  assert.deepEqual(sent, [EXPANDED]);
  assert.deepEqual(taken, []);
  assert.deepEqual(data, DATA);
});

const { routingStatus: _routing, presence: _presence, ...unexpanded } = user;
for (const [missing, response, requests] of [
  ['the routing status', { ...unexpanded, presence }, ['getUserRoutingstatus']],
  ['the presence', { ...unexpanded, routingStatus }, ['getUserPresencesPurecloud']],
  ['both', { ...unexpanded, presence: null }, ['getUserRoutingstatus', 'getUserPresencesPurecloud']],
  ['everything', null, ['getUserRoutingstatus', 'getUserPresencesPurecloud']],
] as const) {
  test(`when Genesys leaves out ${missing}, it is requested on its own, and counts towards the rate limit`, async () => {
    const { sent, data, taken } = await send(
      userStatus,
      { userId },
      respondingWith(response, routingStatus, presence),
    );
    assert.deepEqual(sent, [EXPANDED, ...requests.map((request) => [request, userId])]);
    assert.deepEqual(taken, requests);
    assert.deepEqual(data, DATA);
  });
}

test('missing and null fields are empty', async () => {
  const responses = statusOf(
    { status: 'OFF_QUEUE' },
    { presenceDefinition: { systemPresence: 'Offline', id: null }, message: null },
  );
  assert.deepEqual((await send(userStatus, { userId }, responses)).data, {
    routingStatus: 'OFF_QUEUE',
    routingStatusSince: '',
    presence: 'Offline',
    presenceId: '',
    presenceSince: '',
    presenceMessage: '',
  });
});

test('when any call fails, its error is thrown', async () => {
  const failed = new DataActionError('genesys_not_found', 'no such user');
  for (const responses of [
    respondingWith(failed, routingStatus, presence),
    respondingWith(unexpanded, failed, presence),
    respondingWith(unexpanded, routingStatus, failed),
  ])
    await assert.rejects(send(userStatus, { userId }, responses), failed);
});

test('an unknown user is not found, although its routing status is OFF_QUEUE', async (t) => {
  const { simulator, request } = await startService(t);
  const path = `/api/v2/users/${UNKNOWN}/routingstatus`;
  const response = await get(simulator, path, await logIn(simulator));
  assert.deepEqual(await response.json(), { userId: UNKNOWN, status: 'OFF_QUEUE' });
  const { statusCode, body } = await request('user-status', { userId: UNKNOWN });
  assert.deepEqual([statusCode, body.code], [404, 'genesys_not_found']);
});

test('user-status declares one call, requires no permission and depends on the presence of its user', () => {
  const { call, invalidatedBy } = userStatus.parse({ userId });
  assert.deepEqual([call.operations.length, call.permission], [1, undefined]);
  assert.deepEqual(invalidatedBy, [{ entityType: 'UserPresence', ids: [userId] }]);
});

test('user-status requires the id of one user', () => {
  assert.deepEqual(problemsOf(userStatus, {}), ['userId: expected a value, because it is required']);
  assert.deepEqual(problemsOf(userStatus, { userId: 'a b' }), [
    'userId: expected an id of at most 64 letters, digits, - and _, got "a b"',
  ]);
});

test('a response without a status or a presence is rejected', async () => {
  for (const [status, present] of [
    [{}, presence],
    [{ ...routingStatus, status: 5 }, presence],
    [[], presence],
    [routingStatus, {}],
    [routingStatus, { ...presence, presenceDefinition: {} }],
    [routingStatus, []],
  ])
    assert.equal(await accepts(userStatus, { userId }, statusOf(status, present)), false);
  for (const [status, present] of [
    [null, presence],
    [routingStatus, null],
  ])
    assert.equal(await accepts(userStatus, { userId }, respondingWith(unexpanded, status, present)), false);
});

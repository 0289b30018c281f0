import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { userStatus } from '../../../lambda/actions/user-status.ts';
import { DataActionError } from '../../../lambda/errors.ts';
import { accepts, problemsOf, send } from '../../support/actions.ts';
import { bodies } from '../../support/bodies.ts';

const userId = '9d41b7e0-2c6a-4f83-b5d9-1e7a3c8f0b62';
const respondingWith = (routingStatus: unknown, presence: unknown) => ({
  users: { getUserRoutingstatus: routingStatus },
  presence: { getUserPresencesPurecloud: presence },
});

test('routing status and presence are requested and returned together', async () => {
  const responses = respondingWith(bodies.routingStatus, bodies.presence);
  const { sent, data } = await send(userStatus, { userId: ` ${userId.toUpperCase()}` }, responses);
  assert.deepEqual(sent, [
    ['getUserRoutingstatus', userId],
    ['getUserPresencesPurecloud', userId],
  ]);
  assert.deepEqual(data, {
    routingStatus: 'INTERACTING',
    routingStatusSince: '2026-01-12T08:57:03.412Z',
    presence: 'On Queue',
    presenceId: 'e08eaf1b-ee47-4fa9-a231-1200e284798f',
    presenceSince: '2026-01-12T08:31:40.006Z',
    presenceMessage: '',
  });
});

test('missing and null fields are empty', async () => {
  const responses = respondingWith(
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

test('when either call fails, its error is thrown', async () => {
  const failed = new DataActionError('genesys_not_found', 'no such user');
  for (const responses of [
    respondingWith(failed, bodies.presence),
    respondingWith(bodies.routingStatus, failed),
  ])
    await assert.rejects(send(userStatus, { userId }, responses), failed);
});

test('when both calls fail, the error of the first is thrown, even if the second fails earlier', async () => {
  const slow = setImmediate().then(() => Promise.reject(new Error('first')));
  const responses = respondingWith(slow, new Error('second'));
  await assert.rejects(send(userStatus, { userId }, responses), { message: 'first' });
});

test('the error of one call is thrown only after the other call has ended', async () => {
  let hasEnded = false;
  const slow = setImmediate().then(() => {
    hasEnded = true;
  });
  const responses = respondingWith(new Error('failed'), slow);
  await assert.rejects(send(userStatus, { userId }, responses), { message: 'failed' });
  assert.equal(hasEnded, true);
});

test('user-status makes two calls, requires no permission and depends on no entity', () => {
  const { call, invalidatedBy } = userStatus.parse({ userId });
  assert.deepEqual([call.operations.length, call.permission, invalidatedBy], [2, undefined, []]);
});

test('user-status requires the id of one user', () => {
  assert.deepEqual(problemsOf(userStatus, {}), ['userId: expected a value, because it is required']);
  assert.deepEqual(problemsOf(userStatus, { userId: 'a b' }), [
    'userId: expected an id of at most 64 letters, digits, - and _, got "a b"',
  ]);
});

test('a response without a status or a presence is rejected', async () => {
  const { routingStatus, presence } = bodies;
  for (const [status, present] of [
    [null, presence],
    [{}, presence],
    [{ ...routingStatus, status: 5 }, presence],
    [routingStatus, null],
    [routingStatus, {}],
    [routingStatus, { ...presence, presenceDefinition: {} }],
    [routingStatus, []],
  ])
    assert.equal(await accepts(userStatus, { userId }, respondingWith(status, present)), false);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queue } from '../../../lambda/actions/queue.ts';
import { DataActionError } from '../../../lambda/errors.ts';
import { accepts, problemsOf, send } from '../../support/actions.ts';
import { bodies } from '../../support/bodies.ts';

const ID = 'c3a9f1d2-5b7e-4c60-9f1a-7d2e8b4a6c35';
const DATA = {
  id: ID,
  name: 'Claims - Motor',
  description: 'Motor claims, first notice of loss',
  divisionId: '6f0c2a51-8e3d-4b19-a7d4-0f9b5c3e2a18',
  divisionName: 'Insurance',
  memberCount: 42,
  joinedMemberCount: 31,
  callingPartyName: 'Claims',
  callingPartyNumber: '+4930901820',
  inQueueFlowId: '1b8e4d7c-93f2-4a05-8c6b-e2d7f1a9503c',
  inQueueFlowName: 'In-Queue Motor',
};
const [listed] = bodies.queuesByName.entities ?? [];
const named = (...names: string[]) => ({
  ...bodies.queuesByName,
  entities: names.map((name, index) => ({ ...listed, id: `q${index}`, name })),
});

test('with an id, the queue itself is requested', async () => {
  const { sent, data } = await send(
    queue,
    { queueId: ` ${ID.toUpperCase()} `, name: '' },
    { routing: { getRoutingQueue: bodies.queue } },
  );
  assert.deepEqual(sent, [['getRoutingQueue', ID]]);
  assert.deepEqual(data, DATA);
});

test('with a name, the listing is searched, and missing fields are empty or 0', async () => {
  const { sent, data } = await send(
    queue,
    { name: ' Claims - Motor ' },
    { routing: { getRoutingQueues: bodies.queuesByName } },
  );
  assert.deepEqual(sent, [['getRoutingQueues', { name: 'Claims - Motor', pageSize: 25 }]]);
  assert.deepEqual(data, {
    ...DATA,
    description: '',
    callingPartyName: '',
    callingPartyNumber: '',
    inQueueFlowId: '',
    inQueueFlowName: '',
  });
});

for (const [name, there, found] of [
  ['Claims', ['Claims'], 'q0'],
  ['claims', ['Claims'], 'q0'],
  ['ÄRZTE', ['Ärzte'], 'q0'],
  ['Claims', ['Claims - Motor', 'Claims'], 'q1'],
  ['claims', ['CLAIMS', 'claims'], 'q1'],
  ['Claims', ['CLAIMS', 'claims'], 'q0'],
  ['Claims', [], undefined],
  ['Claims', ['Claims - Motor', 'Old Claims', 'Claim'], undefined],
] as const) {
  test(`among ${JSON.stringify(there)}, the name "${name}" finds ${found ?? 'none'}`, async () => {
    const pending = send(queue, { name }, { routing: { getRoutingQueues: named(...there) } });
    if (found !== undefined) return assert.partialDeepStrictEqual(await pending, { data: { id: found } });
    await assert.rejects(pending, (error) => {
      assert.ok(error instanceof DataActionError && error.code === 'genesys_not_found');
      assert.equal(error.message, `Genesys has no queue named "${name}"`);
      return true;
    });
  });
}

for (const [body, problem] of [
  [{}, 'queueId: expected either queueId or name, got neither'],
  [{ queueId: ' ', name: null }, 'queueId: expected either queueId or name, got neither'],
  [{ queueId: ID, name: 'Claims' }, 'queueId: expected either queueId or name, got both'],
  [{ name: 'Claims*' }, 'name: expected a full name, without *, got "Claims*"'],
  [{ name: '*' }, 'name: expected a full name, without *, got "*"'],
  [{ name: 5 }, 'name: expected text, got 5'],
  [{ queueId: 'a,b' }, 'queueId: expected an id of at most 64 letters, digits, - and _, got "a,b"'],
  [{ queueId: ['a'] }, 'queueId: expected an id of at most 64 letters, digits, - and _, got ["a"]'],
  [{ id: ID }, 'id: unknown parameter, expected one of queueId, name'],
] as const) {
  test(`${JSON.stringify(body)} is rejected with "${problem}"`, () => {
    assert.ok(problemsOf(queue, body).includes(problem));
  });
}

test('with an id, the data depends on that queue; with a name, on all queues', () => {
  assert.deepEqual(queue.parse({ queueId: ID }).invalidatedBy, [{ entityType: 'Queue', ids: [ID] }]);
  assert.deepEqual(queue.parse({ name: 'Claims' }).invalidatedBy, [{ entityType: 'Queue', ids: 'any' }]);
});

test('a response that is neither a queue nor a listing of queues is rejected', async () => {
  for (const response of [
    null,
    [],
    {},
    'ok',
    { id: 5, name: 'a' },
    { id: 'a' },
    { ...bodies.queue, memberCount: 'x' },
  ])
    assert.equal(
      await accepts(queue, { queueId: ID }, { routing: { getRoutingQueue: response } }),
      false,
      JSON.stringify(response),
    );
  for (const response of [null, [], {}, { entities: {} }, { entities: [{ id: 'a' }] }])
    assert.equal(
      await accepts(queue, { name: 'a' }, { routing: { getRoutingQueues: response } }),
      false,
      JSON.stringify(response),
    );
});

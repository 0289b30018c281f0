import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleQueues } from '../../../infra/local/simulator/queues.ts';
import { sampleUsers } from '../../../infra/local/simulator/users.ts';
import { queueMembers } from '../../../lambda/actions/queue-members.ts';
import { send } from '../../support/actions.ts';
import { bodies } from '../../support/bodies.ts';
import { startService } from '../../support/service.ts';
import { simulatorFor } from '../../support/simulator.ts';

const QUEUE = 'c3a9f1d2-5b7e-4c60-9f1a-7d2e8b4a6c35';
const [amina, jonas, sofia] = bodies.queueMembers.entities ?? [];

/** A listing of `total` members in pages of 100, with or without `nextUri`. */
function paged(total: number, hasNextUri: boolean) {
  return (_queueId: string, { pageNumber = 1 }) => {
    const size = Math.max(0, Math.min(100, total - (pageNumber - 1) * 100));
    const entities = Array.from({ length: size }, (_, index) => ({
      ...amina,
      id: `u${pageNumber}-${index}`,
    }));
    return { entities, ...(hasNextUri && pageNumber * 100 < total && { nextUri: '/next' }) };
  };
}

for (const [total, hasNextUri, calls] of [
  [0, true, 1],
  [99, true, 1],
  [100, true, 2],
  [101, true, 2],
  [250, false, 3],
  [200, false, 3],
  [999, true, 10],
] as const) {
  const label = hasNextUri ? 'with' : 'without';
  test(`${total} members ${label} nextUri are read in ${calls} calls, of which all but one are taken`, async () => {
    const routing = { getRoutingQueueMembers: paged(total, hasNextUri) };
    const { sent, data, taken } = await send(queueMembers, { queueId: QUEUE }, { routing });
    assert.equal(Object(data).memberCount, total);
    assert.deepEqual(
      sent.map(([, , options]) => Object(options).pageNumber),
      Array.from({ length: calls }, (_, index) => index + 1),
    );
    assert.deepEqual(
      taken,
      Array.from({ length: calls - 1 }, () => 'getRoutingQueueMembers'),
    );
  });
}

test('a short page with a nextUri is not the last', async () => {
  const pages = [{ entities: [amina], nextUri: '/next' }, { entities: [jonas] }];
  const routing = { getRoutingQueueMembers: (_: string, { pageNumber = 1 }) => pages[pageNumber - 1] };
  const { data } = await send(queueMembers, { queueId: QUEUE }, { routing });
  assert.equal(Object(data).memberCount, 2);
});

test('with 1,000 members or more, the error says how to request less', async () => {
  const routing = { getRoutingQueueMembers: paged(1000, true) };
  await assert.rejects(send(queueMembers, { queueId: QUEUE }, { routing }), {
    code: 'genesys_data_unsupported',
    message:
      'the queue has 1000 members or more, expected fewer; request less: one routing status, skill or language',
  });
});

test('a member that moves to the next page while pages are requested counts once', async () => {
  const pages = [{ entities: [amina, jonas], nextUri: '/next' }, { entities: [jonas, sofia] }];
  const routing = { getRoutingQueueMembers: (_: string, { pageNumber = 1 }) => pages[pageNumber - 1] };
  const { data } = await send(queueMembers, { queueId: QUEUE }, { routing });
  assert.partialDeepStrictEqual(data, { memberCount: 3, interactingAgents: 1 });
});

test('188 of 250 members have joined: two requests to Genesys, and none for a hit', async (t) => {
  const [queue, ...queues] = sampleQueues().filter(({ name }) => name === 'VIP Support');
  const [user] = sampleUsers();
  assert(queue && user && queues.length === 0);
  const users = Array.from({ length: 250 }, (_, index) => ({ ...user, id: `user-${index}` }));
  const simulator = await simulatorFor(t, { queues: [{ ...queue, memberCount: 250 }], users });
  const { request } = await startService(t, { simulator });
  for (const source of ['api', 'cache']) {
    const { body } = await request('queue-members', { queueId: queue.id, joined: 'true' });
    assert.equal(body.source, source);
    assert.partialDeepStrictEqual(body.data, { memberCount: 188, idleAgents: 188 });
  }
  assert.equal(simulator.calls.api, 2);
  await request('queue-members', { name: 'VIP Support', skills: 'Nobody has this' });
  assert.equal(simulator.calls.api, 4);
});

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Models } from 'purecloud-platform-client-v2';
import { sampleQueues } from '../../../../infra/local/simulator/queues.ts';
import { sampleUsers } from '../../../../infra/local/simulator/users.ts';
import { get, logIn, simulatorFor } from '../../../support/simulator.ts';

const queue = sampleQueues().find(({ name }) => name === 'VIP Support');
const UNKNOWN = '00000000-0000-4000-a000-000000000000';
const AGGREGATES = '/api/v2/analytics/conversations/aggregates/query';

async function membersOf(t: TestContext, query: string, users = sampleUsers()) {
  const simulator = await simulatorFor(t, { users, queues: [{ ...queue, memberCount: 250 }] });
  const path = `/api/v2/routing/queues/${queue?.id}/members?${query}`;
  const response = await get(simulator, path, await logIn(simulator));
  assert.equal(response.status, 200);
  const listing: Models.QueueMemberEntityListing = JSON.parse(await response.text());
  return listing;
}

for (const [query, count] of [
  ['', 12],
  ['joined=true', 9],
  ['joined=false', 3],
  ['routingStatus=IDLE', 2],
  ['routingStatus=IDLE,INTERACTING', 4],
  ['skills=claim', 6],
  ['languages=GERMAN', 8],
  ['name=aisha khan', 1],
] as const) {
  test(`the members with ${query || 'any properties'} are ${count}`, async (t) => {
    assert.equal((await membersOf(t, query)).entities?.length, count);
  });
}

test('a member has its status, presence, skills and languages only if they are requested', async (t) => {
  const bare = (await membersOf(t, '')).entities?.[0];
  assert.deepEqual(
    [bare?.routingStatus, bare?.user?.presence, bare?.user?.skills, bare?.user?.languages],
    [undefined, undefined, undefined, undefined],
  );
  const full = (await membersOf(t, 'expand=routingStatus,presence&expand=skills,languages')).entities?.[0];
  assert.equal(full?.routingStatus?.status, 'IDLE');
  assert.equal(full?.user?.presence?.presenceDefinition?.systemPresence, 'On Queue');
  assert.ok(full?.user?.skills?.length && full.user.languages?.length);
});

test('a page of members says whether there is another one, but not how many', async (t) => {
  const [user] = sampleUsers();
  assert(user);
  const users = Array.from({ length: 250 }, (_, index) => ({ ...user, id: `user-${index}` }));
  const first = await membersOf(t, 'pageSize=100', users);
  assert.deepEqual([first.entities?.length, typeof first.nextUri], [100, 'string']);
  for (const name of ['total', 'pageCount', 'lastUri']) assert.equal(name in first, false);
  const last = await membersOf(t, 'pageSize=100&pageNumber=3', users);
  assert.deepEqual([last.entities?.length, last.nextUri], [50, undefined]);
});

for (const [path, status] of [
  [`${UNKNOWN}/members`, 404],
  [`${queue?.id}/members?pageSize=101`, 400],
  [`${queue?.id}/members?pageSize=100`, 200],
] as const) {
  test(`GET /api/v2/routing/queues/${path} has status ${status}`, async (t) => {
    const simulator = await simulatorFor(t);
    const response = await get(simulator, `/api/v2/routing/queues/${path}`, await logIn(simulator));
    assert.equal(response.status, status);
  });
}

const predicate = (value: string, dimension = 'queueId') => ({ dimension, value });
const ofQueue = (...values: string[]) => ({
  type: 'and',
  clauses: [{ type: 'or', predicates: values.map((value) => predicate(value)) }],
});
const QUERY = {
  interval: '2026-01-12T08:30:00.000Z/2026-01-12T09:00:00.000Z',
  groupBy: ['queueId', 'mediaType'],
  filter: ofQueue(queue?.id ?? ''),
  metrics: ['nOffered', 'oServiceLevel'],
};

async function aggregate(t: TestContext, body: object) {
  const simulator = await simulatorFor(t);
  const init = { method: 'POST', body: new Blob([JSON.stringify(body)], { type: 'application/json' }) };
  return get(simulator, AGGREGATES, await logIn(simulator), init);
}

test('aggregates are grouped by queue and media type, with the requested metrics', async (t) => {
  const response = await aggregate(t, QUERY);
  assert.equal(response.status, 200);
  const { results = [] }: Models.ConversationAggregateQueryResponse = JSON.parse(await response.text());
  assert.ok(results.length > 1);
  for (const { group, data = [] } of results) {
    assert.equal(group?.queueId, queue?.id);
    assert.equal(data[0]?.interval, QUERY.interval);
    assert.deepEqual(
      data[0]?.metrics?.map(({ metric }) => metric),
      ['nOffered', 'oServiceLevel'],
    );
  }
});

test('aggregates of an unknown queue are an empty response', async (t) => {
  const response = await aggregate(t, { ...QUERY, filter: ofQueue(UNKNOWN) });
  assert.deepEqual([response.status, await response.json()], [200, {}]);
});

for (const [label, change] of [
  [
    'an interval that ends before it begins',
    { interval: '2026-01-12T09:00:00.000Z/2026-01-12T08:30:00.000Z' },
  ],
  ['an interval without an end', { interval: '2026-01-12T09:00:00.000Z' }],
  ['an unknown metric', { metrics: ['nOffred'] }],
  ['no filter', { filter: undefined }],
] as const) {
  test(`a query for aggregates with ${label} is refused with 400`, async (t) => {
    assert.equal((await aggregate(t, { ...QUERY, ...change })).status, 400);
  });
}

test('aggregates need their own permission', async (t) => {
  const simulator = await simulatorFor(t, { permissions: ['analytics:queueObservation:view'] });
  const init = { method: 'POST', body: new Blob(['{}'], { type: 'application/json' }) };
  const response = await get(simulator, AGGREGATES, await logIn(simulator), init);
  assert.equal(response.status, 403);
  assert.match(await response.text(), /analytics:conversationAggregate:view/);
});

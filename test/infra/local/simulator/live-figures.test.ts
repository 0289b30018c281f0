import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Models } from 'purecloud-platform-client-v2';
import { sampleQueues } from '../../../../infra/local/simulator/queues.ts';
import { sampleUsers } from '../../../../infra/local/simulator/users.ts';
import { get, logIn, simulatorFor } from '../../../support/simulator.ts';

const [queue] = sampleQueues();
const [user] = sampleUsers();
const NOW_MS = Date.UTC(2026, 0, 12, 9);
const QUERY = '/api/v2/analytics/queues/observations/query';
const UNKNOWN = '00000000-0000-4000-a000-000000000000';

const post = (body: unknown, type = 'application/json') => ({
  method: 'POST',
  body: new Blob([typeof body === 'string' ? body : JSON.stringify(body)], { type }),
});
const predicate = (value: string, dimension = 'queueId') => ({
  type: 'dimension',
  dimension,
  operator: 'matches',
  value,
});

for (const [path, status, intent] of [
  [`${queue?.id}/estimatedwaittime`, 200, 'ALL'],
  [`${queue?.id?.toUpperCase()}/estimatedwaittime`, 200, 'ALL'],
  [`${queue?.id}/mediatypes/call/estimatedwaittime`, 200, 'CALL'],
  [`${queue?.id}/mediatypes/fax/estimatedwaittime`, 400],
  [`${UNKNOWN}/estimatedwaittime`, 404],
  [`${UNKNOWN}/mediatypes/call/estimatedwaittime`, 404],
] as const) {
  test(`the wait time at ${path} has status ${status}`, async (t) => {
    const simulator = await simulatorFor(t);
    const response = await get(simulator, `/api/v2/routing/queues/${path}`, await logIn(simulator));
    assert.equal(response.status, status);
    if (intent === undefined) return;
    const { results }: Models.EstimatedWaitTimePredictions = JSON.parse(await response.text());
    assert.equal(results[0]?.intent, intent);
    assert.ok(Number(results[0]?.estimatedWaitTimeSeconds) >= 0);
  });
}

test('a queue without members has no wait time', async (t) => {
  const simulator = await simulatorFor(t, { queues: [{ ...queue, memberCount: 0 }] });
  const path = `/api/v2/routing/queues/${queue?.id}/estimatedwaittime`;
  const response = await get(simulator, path, await logIn(simulator));
  assert.deepEqual(await response.json(), { results: [] });
});

test('observations are grouped by queue, and by queue and media type, with the requested metrics', async (t) => {
  const simulator = await simulatorFor(t, { nowMs: () => NOW_MS });
  const metrics = ['oOnQueueUsers', 'oWaiting', 'oInteracting', 'oLongestWaiting'];
  const filter = { type: 'or', predicates: [predicate(queue?.id ?? ''), predicate(UNKNOWN)] };
  const response = await get(simulator, QUERY, await logIn(simulator), post({ filter, metrics }));
  assert.equal(response.status, 200);
  const { results = [] }: Models.QueueObservationQueryResponse = JSON.parse(await response.text());
  assert.deepEqual(
    results.map(({ group }) => group),
    [undefined, 'voice', 'callback', 'chat', 'email', 'message'].map((mediaType) =>
      mediaType === undefined ? { queueId: queue?.id } : { queueId: queue?.id, mediaType },
    ),
  );
  const data = results.flatMap((result) => result.data ?? []);
  assert.deepEqual([...new Set(data.map(({ metric }) => metric))].sort(), [...metrics].sort());
  for (const { metric, stats } of data)
    if (metric === 'oLongestWaiting') assert.ok(Number(stats?.calculatedMetricValue) < NOW_MS);
});

/** The media type of each group that a query finds, or `all` for the group of the whole queue. */
async function groupsOf(t: TestContext, filter: unknown, metrics: readonly string[]): Promise<string[]> {
  const simulator = await simulatorFor(t);
  const response = await get(simulator, QUERY, await logIn(simulator), post({ filter, metrics }));
  assert.equal(response.status, 200);
  const { results = [] }: Models.QueueObservationQueryResponse = JSON.parse(await response.text());
  for (const { data = [] } of results)
    for (const { stats } of data) assert.notEqual(stats?.count, 0, 'a count of 0 is left out');
  return results.map(({ group }) => group?.mediaType ?? 'all');
}

test('a group without any of the metrics is left out', async (t) => {
  const filter = { type: 'or', predicates: [predicate(queue?.id ?? '')] };
  assert.deepEqual(await groupsOf(t, filter, ['oWaiting']), ['voice', 'callback', 'chat', 'email']);
});

test('a media type filters a queue, both as a predicate and in a clause', async (t) => {
  const [ofQueue, voice, chat] = [
    predicate(queue?.id ?? ''),
    predicate('voice', 'mediaType'),
    predicate('chat', 'mediaType'),
  ];
  const metrics = ['oWaiting', 'oOnQueueUsers'];
  assert.deepEqual(await groupsOf(t, { type: 'and', predicates: [ofQueue, voice] }, metrics), ['voice']);
  const clauses = [
    { type: 'or', predicates: [ofQueue] },
    { type: 'or', predicates: [voice, chat] },
  ];
  assert.deepEqual(await groupsOf(t, { type: 'and', clauses }, metrics), ['voice', 'chat']);
});

test('a query without a JSON content type is refused with 415', async (t) => {
  const simulator = await simulatorFor(t);
  const query = { filter: { type: 'or', predicates: [predicate(UNKNOWN)] }, metrics: ['oWaiting'] };
  for (const [type, status] of [
    ['text/plain', 415],
    ['application/jsonp', 415],
    ['', 415],
    ['application/json; charset=utf-8', 200],
  ] as const)
    assert.equal((await get(simulator, QUERY, await logIn(simulator), post(query, type))).status, status);
});

for (const [label, body, isValid] of [
  [
    'an unknown queue',
    { filter: { type: 'or', predicates: [predicate(UNKNOWN)] }, metrics: ['oWaiting'] },
    true,
  ],
  ['no queue', { filter: { type: 'or' }, metrics: ['oWaiting'] }, true],
  ['an unknown metric', { filter: { type: 'or' }, metrics: ['oWaitng'] }],
  [
    'an unknown operator',
    {
      filter: { type: 'or', predicates: [{ ...predicate(UNKNOWN), operator: 'equals' }] },
      metrics: ['oWaiting'],
    },
  ],
  ['no metrics', { filter: { type: 'or', predicates: [] }, metrics: [] }],
  ['no filter', { metrics: ['oWaiting'] }],
  [
    'an unsupported dimension',
    { filter: { type: 'or', predicates: [{ dimension: 'userId', value: 'a' }] }, metrics: ['oWaiting'] },
  ],
  ['invalid JSON', '{'],
  ['an empty body', ''],
] as const) {
  test(`a query with ${label} is ${isValid ? 'valid and finds nothing' : 'refused with 400'}`, async (t) => {
    const simulator = await simulatorFor(t);
    const response = await get(simulator, QUERY, await logIn(simulator), post(body));
    assert.equal(response.status, isValid ? 200 : 400);
    if (isValid) assert.deepEqual(await response.json(), {});
  });
}

test('observations need their own permission, and the routing status of a user needs none', async (t) => {
  const simulator = await simulatorFor(t, { permissions: ['routing:queue:view'] });
  const token = await logIn(simulator);
  const refused = await get(simulator, QUERY, token, post({}));
  assert.equal(refused.status, 403);
  assert.match(await refused.text(), /analytics:queueObservation:view/);
  simulator.permissions = [];
  const path = `/api/v2/users/${user?.id}/routingstatus`;
  assert.equal((await get(simulator, path, token)).status, 200);
});

test('each of twelve users has a routing status and a presence, the same in every response', async (t) => {
  assert.deepEqual(sampleUsers(), sampleUsers());
  assert.equal(new Set(sampleUsers().map(({ id }) => id)).size, 12);
  const simulator = await simulatorFor(t);
  const token = await logIn(simulator);
  const read = async (path: string) => (await get(simulator, `/api/v2/users/${path}`, token)).json();
  assert.deepEqual(await read(`${user?.id.toUpperCase()}/routingstatus`), user?.routingStatus);
  assert.deepEqual(await read(`${user?.id}/presences/purecloud`), user?.presence);
  assert.deepEqual(await read(`${user?.id}`), user?.profile);
  for (const query of ['expand=routingStatus,presence', 'expand=presence&expand=routingStatus']) {
    const { id: _, profile, ...parts } = user ?? assert.fail();
    assert.deepEqual(await read(`${profile.id}?${query}`), { ...profile, ...parts });
  }
});

test('an unknown user is not found, but its routing status is OFF_QUEUE, as Genesys documents', async (t) => {
  const simulator = await simulatorFor(t);
  const token = await logIn(simulator);
  const read = async (path: string) => (await get(simulator, `/api/v2/users/${path}`, token)).json();
  for (const path of [UNKNOWN, `${UNKNOWN}/presences/purecloud`])
    assert.partialDeepStrictEqual(await read(path), { status: 404, code: 'not.found' });
  assert.deepEqual(await read(`${UNKNOWN}/routingstatus`), { userId: UNKNOWN, status: 'OFF_QUEUE' });
});

test('observations by presence name the system presence of each, in upper case', async (t) => {
  const simulator = await simulatorFor(t);
  const query = {
    filter: { type: 'or', predicates: [predicate(queue?.id ?? '')] },
    metrics: ['oUserPresences'],
  };
  const response = await get(simulator, QUERY, await logIn(simulator), post(query));
  const { systemToOrganizationMappings = {}, results = [] }: Models.QueueObservationQueryResponse =
    JSON.parse(await response.text());
  assert.deepEqual(Object.keys(systemToOrganizationMappings), ['ON_QUEUE', 'AVAILABLE', 'MEAL']);
  const known = Object.values(systemToOrganizationMappings).flat();
  const qualifiers = results.flatMap(({ data = [] }) => data.map(({ qualifier = '' }) => qualifier));
  assert.ok(qualifiers.length > 0 && qualifiers.every((qualifier) => known.includes(qualifier)));
});

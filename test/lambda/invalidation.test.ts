import assert from 'node:assert/strict';
import { after, type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import type { Models } from 'purecloud-platform-client-v2';
import { startGenesysSimulator } from '../../infra/local/genesys-simulator.ts';
import { sampleQueues } from '../../infra/local/simulator/queues.ts';
import { oneOf, seededRandom, shuffled } from '../soak/random.ts';
import { invalidationOf, queueEvent, readGenesysEvent, startInvalidation } from '../support/invalidation.ts';
import { LONG_TIMEOUTS } from '../support/long-timeouts.ts';
import { type RedisCluster, startRedisCluster } from '../support/redis-cluster.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { startService } from '../support/service.ts';
import { until } from '../support/until.ts';

/** The queue of the recorded events. */
const VIP = 'ef871c05-3104-464f-a268-17ded0a21903';

let server: RedisServer | undefined;
let cluster: RedisCluster | undefined;
after(() => Promise.all([server?.close(), cluster?.[Symbol.asyncDispose]()]));

/**
 * Starts a simulator whose queues the test can change, the data action function, and the invalidation function. They
 * share a Redis, or a store in this process.
 */
async function start(t: TestContext, redisEnv: Record<string, string> | undefined, latencyMs = 0) {
  const queues = [...sampleQueues()];
  const simulator = await startGenesysSimulator({ queues, latencyMs, callsPerMinutePerToken: 1_000_000 });
  const env = { ...LONG_TIMEOUTS, GENESYS_CALLS_PER_MINUTE: '0', ...redisEnv };
  const service = await startService(t, { env, simulator });
  const rename = (id: string, name: string) => Object.assign(queueOf(queues, id), { name });
  const invalidation = redisEnv ? startInvalidation(t, env) : invalidationOf(service.store);
  return { queues, rename, ...service, ...invalidation };
}

function queueOf(queues: readonly Models.Queue[], id: string): Models.Queue {
  return queues.find((queue) => queue.id === id) ?? assert.fail(id);
}

async function empty({ url }: { url: string }): Promise<void> {
  const admin = new Redis(url);
  await admin.flushall();
  admin.disconnect();
}

async function redisFor(): Promise<Record<string, string>> {
  server ??= await startRedisServer();
  await empty(server);
  return { REDIS_URL: server.url };
}

async function clusterFor(): Promise<Record<string, string>> {
  cluster ??= await startRedisCluster();
  await Promise.all(cluster.masters.map(empty));
  return { REDIS_URL: cluster.masters[0]?.url ?? '', REDIS_MODE: 'cluster' };
}

for (const [setup, storeFor] of [
  ['a single Redis server', redisFor],
  ['a cluster of three masters', clusterFor],
] as const) {
  test(`on ${setup}, an event invalidates only the entries that depend on its queue`, async (t) => {
    const { request, rename, deliver, events } = await start(t, await storeFor());
    const other = '1d4a30d7-8de6-4e5f-a885-ffac2c6b8425';
    const requests = [
      ['queue', { queueId: VIP }, true],
      ['queue', { name: 'Another name' }, true],
      ['queues', { pageSize: 500 }, true],
      ['queues', { queueIds: `${VIP},a` }, true],
      ['queue-wait-time', { queueId: VIP }, true],
      ['queue-observations', { queueIds: VIP }, true],
      ['queues', { queueIds: 'a,b' }, false],
      ['user-status', { userId: other }, false],
    ] as const;
    rename(VIP, 'Another name');
    for (const [action, parameters] of requests) await request(action, parameters);
    rename(VIP, 'Yet another');

    await deliver(readGenesysEvent('queue-member-update'));
    for (const [action, parameters] of requests)
      assert.equal(
        (await request(action, parameters)).body.source,
        'cache',
        `${action} after a member has joined the queue`,
      );

    await deliver(readGenesysEvent('queue-update'));

    for (const [action, parameters, isInvalidated] of requests) {
      const { headers, body } = await request(action, parameters);
      const status = String(headers['Cache-Status']);
      // A renamed queue is no longer found by its old name, so that response also comes from Genesys.
      const isFetched = status.includes('fwd=stale') || body.code === 'genesys_not_found';
      assert.equal(isFetched, isInvalidated, `${action} ${JSON.stringify(parameters)}: ${status}`);
    }
    assert.match(String((await request('queue', { queueId: VIP })).headers['Cache-Status']), /hit/);
    assert.deepEqual(
      events.map(({ outcome }) => outcome),
      ['ignored', 'invalidated'],
    );
  });

  test(`on ${setup}, a response fetched while its queue changed is stale for later requests`, async (t) => {
    const { request, rename, deliver, simulator } = await start(t, await storeFor(), 300);
    const callsBefore = simulator.calls.api;
    const first = request('queue', { queueId: VIP });
    await until(() => simulator.calls.api > callsBefore);
    await deliver(queueEvent(VIP));
    const { body: before } = await first;
    assert.deepEqual([before.source, before.stale], ['api', false]);
    rename(VIP, 'Renamed during the fetch');
    const { headers, body: after } = await request('queue', { queueId: VIP });
    assert.match(String(headers['Cache-Status']), /fwd=stale; stored/);
    assert.notDeepEqual(after.data, before.data);
    assert.equal((await request('queue', { queueId: VIP })).body.source, 'cache');
  });
}

for (const action of ['MemberAdd', 'MemberRemove']) {
  test(`after ${action}, memberCount is fetched again, however long the TTL is`, async (t) => {
    const { request, queues, deliver } = await start(t, undefined);
    const countIn = async (parameters: Record<string, unknown>) =>
      Object(Object((await request('queue', parameters)).body).data).memberCount;
    const { name, memberCount = 0 } = queueOf(queues, VIP);
    assert.deepEqual([await countIn({ queueId: VIP }), await countIn({ name })], [memberCount, memberCount]);
    Object.assign(queueOf(queues, VIP), { memberCount: memberCount + 1 });
    assert.equal(await countIn({ queueId: VIP }), memberCount);
    await deliver(queueEvent(VIP, action, 'queue-member-add'));
    assert.deepEqual(
      [await countIn({ queueId: VIP }), await countIn({ name })],
      [memberCount + 1, memberCount + 1],
    );
  });
}

test('a change of presence invalidates the status of its user only', async (t) => {
  const { request, deliver } = await start(t, undefined);
  const [changed, other] = ['1d4a30d7-8de6-4e5f-a885-ffac2c6b8425', '2bb58a19-2001-4a8b-a223-79b2ba7d5229'];
  const sources = async () => [
    (await request('user-status', { userId: changed })).body.source,
    (await request('user-status', { userId: other })).body.source,
  ];
  assert.deepEqual(await sources(), ['api', 'api']);
  await deliver(readGenesysEvent('user-presence-update'));
  assert.deepEqual(await sources(), ['api', 'cache']);
});

test('while Genesys fails, an invalidated entry is served as stale', async (t) => {
  const { request, deliver, simulator } = await start(t, await redisFor());
  await request('queue', { queueId: VIP });
  await deliver(queueEvent(VIP));
  simulator.fail({ kind: 'status', status: 503 });
  const { statusCode, headers, body } = await request('queue', { queueId: VIP });
  assert.deepEqual([statusCode, body.stale, body.source], [200, true, 'cache']);
  assert.match(String(headers['Cache-Status']), /hit; ttl=0; detail=genesys_unavailable/);
});

test('a new queue is found at once, although "not found" was remembered for its name', async (t) => {
  const { request, queues, deliver } = await start(t, await redisFor());
  const byName = { name: 'Winter Sale' };
  assert.equal((await request('queue', byName)).body.code, 'genesys_not_found');
  queues.push({ ...queueOf(queues, VIP), id: '7a6b5c4d-3e2f-4a1b-8c9d-0e1f2a3b4c5d', ...byName });
  assert.equal((await request('queue', byName)).body.code, 'genesys_not_found', 'the remembered failure');
  await deliver(readGenesysEvent('queue-create'));
  assert.equal((await request('queue', byName)).statusCode, 200);
});

test('POST /invalidate invalidates all entries of a data action, or all entries that depend on a queue', async (t) => {
  const { request, invalidate } = await start(t, await redisFor());
  const isHit = async () =>
    String((await request('queue', { queueId: VIP })).headers['Cache-Status']).includes('hit');
  await isHit();
  for (const change of [{ action: 'queue' }, { entityType: 'Queue', entityId: VIP }]) {
    assert.equal(await isHit(), true);
    assert.equal((await invalidate(change)).statusCode, 200);
    assert.equal(await isHit(), false);
  }
  await invalidate({ entityType: 'Queue', entityId: 'another' });
  assert.equal(await isHit(), true);
});

for (const [setup, storeFor, changes] of [
  ['600 events', async () => undefined, 300],
  ['300 events with Redis', redisFor, 150],
] as const) {
  test(`${setup}: under load and with late, repeated and reordered events, no fresh response predates a delivered event and all entries end up current`, (t) =>
    deliverEventsUnderLoad(t, storeFor, changes));
}

async function deliverEventsUnderLoad(
  t: TestContext,
  storeFor: () => Promise<Record<string, string> | undefined>,
  changes: number,
): Promise<void> {
  const BATCH = 20;
  const MAX_UNDELIVERED = 100;
  const random = seededRandom(20_261_125);
  const { queues, rename, request, deliver, events, simulator } = await start(t, await storeFor(), 2);
  const ids = queues.slice(0, 20).map(({ id = '' }) => id);
  /** The newest delivered change of each queue. A change's number is part of the queue's name. */
  const delivered = new Map<string, number>();
  const numberOf = ({ name = '' }: Models.Queue) => Number(/^name (\d+)$/.exec(name)?.[1] ?? -1);

  /** A fresh response is not older than the newest change delivered before the request. */
  async function check(id: string): Promise<void> {
    const before = delivered.get(id) ?? -1;
    const { statusCode, body } = await request('queue', { queueId: id });
    assert.equal(statusCode, 200);
    const number = numberOf(body.data as Models.Queue);
    if (body.stale === false)
      assert.ok(number >= before, `${id} is ${number}, but ${before} was delivered before`);
  }

  async function deliverChange(id: string, number: number): Promise<void> {
    await deliver(queueEvent(id));
    delivered.set(id, Math.max(delivered.get(id) ?? -1, number));
  }

  /** Each change is in here twice, in random order. */
  let undelivered: [id: string, number: number][] = [];
  let responded: Promise<unknown> = Promise.resolve();
  for (let change = 0; change < changes || undelivered.length > 0; ) {
    for (let each = 0; each < BATCH / 2 && change < changes; each += 1, change += 1) {
      const id = oneOf(random, ids);
      rename(id, `name ${change}`);
      undelivered.push([id, change], [id, change]);
    }
    undelivered = shuffled(random, undelivered);
    const isLate = change === changes || undelivered.length >= MAX_UNDELIVERED;
    const arriving = isLate ? undelivered.splice(0, BATCH) : [];
    const responses = Promise.all(Array.from({ length: 4 }, () => check(oneOf(random, ids))));
    await Promise.all(arriving.map(([id, number]) => deliverChange(id, number)));
    // Awaited one round later, so that requests overlap with the next changes and their events.
    await responded;
    responded = responses;
  }
  await responded;

  assert.equal(events.length, 2 * changes);
  for (const id of ids) {
    const { body } = await request('queue', { queueId: id });
    assert.equal((body.data as Models.Queue).name, queueOf(queues, id).name);
  }
  const { body } = await request('queues', { pageSize: 500 });
  const namesOf = (list: readonly Models.Queue[]) =>
    Object.fromEntries(list.map(({ id, name }) => [id, name]));
  assert.deepEqual(namesOf((body.data as { entities: Models.Queue[] }).entities), namesOf(queues));
  t.diagnostic(`${simulator.calls.api} calls to Genesys`);
}

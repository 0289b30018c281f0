import assert from 'node:assert/strict';
import { after, type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import type { Models } from 'purecloud-platform-client-v2';
import { startGenesysSimulator } from '../../infra/local/genesys-simulator.ts';
import { sampleQueues } from '../../infra/local/simulator/queues.ts';
import { oneOf, seededRandom, shuffled } from '../soak/random.ts';
import { invalidationOf, queueEvent, readGenesysEvent, startInvalidation } from '../support/invalidation.ts';
import { type RedisCluster, startRedisCluster } from '../support/redis-cluster.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { startService } from '../support/service.ts';
import { until } from '../support/until.ts';

const PATIENT = { REDIS_TIMEOUT_MS: '5000', GENESYS_CALLS_PER_MINUTE: '0' };
/** The queue of the events in the files. */
const VIP = 'ef871c05-3104-464f-a268-17ded0a21903';

let cluster: RedisCluster | undefined;
after(() => cluster?.[Symbol.asyncDispose]());

/**
 * A Genesys whose queues can be changed, a container that answers, and the function that invalidates: on a Redis, or in
 * this process.
 */
async function start(t: TestContext, redisEnv: Record<string, string> | undefined, latencyMs = 0) {
  const queues = [...sampleQueues()];
  const simulator = await startGenesysSimulator({ queues, latencyMs, callsPerMinutePerToken: 1_000_000 });
  const env = { ...PATIENT, ...redisEnv };
  const service = await startService(t, { env, simulator });
  const rename = (id: string, name: string) => Object.assign(queueOf(queues, id), { name });
  const invalidation = redisEnv ? startInvalidation(t, env) : invalidationOf(service.store);
  return { queues, rename, ...service, ...invalidation };
}

function queueOf(queues: readonly Models.Queue[], id: string): Models.Queue {
  return queues.find((queue) => queue.id === id) ?? assert.fail(id);
}

async function redisFor(t: TestContext): Promise<Record<string, string>> {
  const redis = await startRedisServer();
  t.after(() => redis.close());
  return { REDIS_URL: redis.url };
}

async function clusterFor(): Promise<Record<string, string>> {
  cluster ??= await startRedisCluster();
  for (const { url } of cluster.masters) {
    const admin = new Redis(url);
    await admin.flushall();
    admin.disconnect();
  }
  return { REDIS_URL: cluster.masters[0]?.url ?? '', REDIS_MODE: 'cluster' };
}

for (const [world, storeFor] of [
  ['a Redis', redisFor],
  ['a cluster of three', clusterFor],
] as const) {
  test(`on ${world}, an event makes stale what depends on its queue, wherever that lies, and nothing else`, async (t) => {
    const { ask, rename, deliver, events } = await start(t, await storeFor(t));
    const other = '1d4a30d7-8de6-4e5f-a885-ffac2c6b8425';
    const questions = [
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
    for (const [action, parameters] of questions) await ask(action, parameters);
    rename(VIP, 'Yet another');

    for (const change of ['MemberAdd', 'MemberUpdate', 'MemberRemove'])
      await deliver(queueEvent(VIP, change, 'queue-member-add'));
    for (const [action, parameters] of questions)
      assert.equal(
        (await ask(action, parameters)).body.source,
        'cache',
        `${action} after a change of members`,
      );

    await deliver(readGenesysEvent('queue-update'));

    for (const [action, parameters, isConcerned] of questions) {
      const { headers, body } = await ask(action, parameters);
      const status = String(headers['Cache-Status']);
      // A queue that is no longer called so is not found, which is no answer of the cache either.
      const isFetched = status.includes('fwd=stale') || body.code === 'genesys_not_found';
      assert.equal(isFetched, isConcerned, `${action} ${JSON.stringify(parameters)}: ${status}`);
    }
    assert.equal(
      (await ask('queue', { queueId: VIP })).headers['Cache-Status']?.toString().includes('hit'),
      true,
    );
    assert.deepEqual(
      events.map(({ outcome }) => outcome),
      ['ignored', 'ignored', 'ignored', 'invalidated'],
    );
  });

  test(`on ${world}, what was being fetched when its queue changed is not given to who asks later`, async (t) => {
    const { ask, rename, deliver, simulator } = await start(t, await storeFor(t), 300);
    const called = simulator.calls.api;
    const first = ask('queue', { queueId: VIP });
    await until(() => simulator.calls.api > called);
    await deliver(queueEvent(VIP));
    const { body: before } = await first;
    assert.deepEqual([before.source, before.stale], ['api', false]);
    rename(VIP, 'Renamed meanwhile');
    const { headers, body: after } = await ask('queue', { queueId: VIP });
    assert.match(String(headers['Cache-Status']), /fwd=stale; stored/);
    assert.notDeepEqual(after.data, before.data);
    assert.equal((await ask('queue', { queueId: VIP })).body.source, 'cache');
  });
}

test('an invalidated answer is given, as a stale one, while Genesys cannot be asked', async (t) => {
  const { ask, deliver, simulator } = await start(t, await redisFor(t));
  await ask('queue', { queueId: VIP });
  await deliver(queueEvent(VIP));
  simulator.fail({ kind: 'status', status: 503 });
  const { statusCode, headers, body } = await ask('queue', { queueId: VIP });
  assert.deepEqual([statusCode, body.stale, body.source], [200, true, 'cache']);
  assert.match(String(headers['Cache-Status']), /hit; ttl=0; detail=genesys_unavailable/);
});

test('a queue that is created shows at once where it was asked for in vain', async (t) => {
  const { ask, queues, deliver } = await start(t, await redisFor(t));
  const ofSale = { name: 'Winter Sale' };
  assert.equal((await ask('queue', ofSale)).body.code, 'genesys_not_found');
  queues.push({ ...queueOf(queues, VIP), id: '7a6b5c4d-3e2f-4a1b-8c9d-0e1f2a3b4c5d', ...ofSale });
  assert.equal((await ask('queue', ofSale)).body.code, 'genesys_not_found', 'it is remembered');
  await deliver(readGenesysEvent('queue-create'));
  assert.equal((await ask('queue', ofSale)).statusCode, 200);
});

test('by hand it is the same: all that an action answered, or what was made of a queue', async (t) => {
  const { ask, invalidate } = await start(t, await redisFor(t));
  const isHit = async () =>
    String((await ask('queue', { queueId: VIP })).headers['Cache-Status']).includes('hit');
  await isHit();
  for (const change of [{ action: 'queue' }, { entityType: 'Queue', entityId: VIP }]) {
    assert.equal(await isHit(), true);
    assert.equal((await invalidate(change)).statusCode, 200);
    assert.equal(await isHit(), false);
  }
  await invalidate({ entityType: 'Queue', entityId: 'another' });
  assert.equal(await isHit(), true);
});

for (const [world, storeFor, changes] of [
  ['10,000 events', async () => undefined, 5000],
  ['1,000 events on a Redis', redisFor, 500],
] as const) {
  test(`${world}, late, in random order and twice, while queues change and questions come: no fresh answer is from before an event, and the end is the truth`, (t) =>
    surviveEvents(t, storeFor, changes));
}

async function surviveEvents(
  t: TestContext,
  storeFor: (t: TestContext) => Promise<Record<string, string> | undefined>,
  changes: number,
): Promise<void> {
  const AT_ONCE = 20;
  const UNDER_WAY = 200;
  const random = seededRandom(20_261_125);
  const { queues, rename, ask, deliver, events, simulator } = await start(t, await storeFor(t), 2);
  const ids = queues.slice(0, 20).map(({ id = '' }) => id);
  /** The latest change of each queue that has been told of, by its number, which is in the name. */
  const told = new Map<string, number>();
  const numberOf = ({ name = '' }: Models.Queue) => Number(/^name (\d+)$/.exec(name)?.[1] ?? -1);

  /** What somebody who asks is given as fresh is no older than what had been told before. */
  async function check(id: string): Promise<void> {
    const before = told.get(id) ?? -1;
    const { statusCode, body } = await ask('queue', { queueId: id });
    assert.equal(statusCode, 200);
    const number = numberOf(body.data as Models.Queue);
    if (body.stale === false) assert.ok(number >= before, `${id} is ${number}, and ${before} was told`);
  }

  async function tell(id: string, number: number): Promise<void> {
    await deliver(queueEvent(id));
    told.set(id, Math.max(told.get(id) ?? -1, number));
  }

  /** Events that are on their way: each change twice, in no order. */
  let underWay: [id: string, number: number][] = [];
  let answered: Promise<unknown> = Promise.resolve();
  for (let change = 0; change < changes || underWay.length > 0; ) {
    for (let each = 0; each < AT_ONCE / 2 && change < changes; each += 1, change += 1) {
      const id = oneOf(random, ids);
      rename(id, `name ${change}`);
      underWay.push([id, change], [id, change]);
    }
    underWay = shuffled(random, underWay);
    const isLate = change === changes || underWay.length >= UNDER_WAY;
    const arriving = isLate ? underWay.splice(0, AT_ONCE) : [];
    const asked = Promise.all(Array.from({ length: 4 }, () => check(oneOf(random, ids))));
    await Promise.all(arriving.map(([id, number]) => tell(id, number)));
    // So that answers are being fetched while the next changes come, and are told of.
    await answered;
    answered = asked;
  }
  await answered;

  assert.equal(events.length, 2 * changes);
  for (const id of ids) {
    const { body } = await ask('queue', { queueId: id });
    assert.equal((body.data as Models.Queue).name, queueOf(queues, id).name);
  }
  const { body } = await ask('queues', { pageSize: 500 });
  const named = (list: readonly Models.Queue[]) => Object.fromEntries(list.map(({ id, name }) => [id, name]));
  assert.deepEqual(named((body.data as { entities: Models.Queue[] }).entities), named(queues));
  t.diagnostic(`${simulator.calls.api} calls to Genesys`);
}

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import { startGenesysSimulator } from '../../../infra/local/genesys-simulator.ts';
import { sampleQueues } from '../../../infra/local/simulator/queues.ts';
import { sampleUsers } from '../../../infra/local/simulator/users.ts';
import { createMovableClock } from '../../support/movable-clock.ts';
import { startRedisServer } from '../../support/redis-server.ts';
import { passInRedis } from '../../support/redis-time.ts';
import { type ParsedResponse, startService } from '../../support/service.ts';
import { withTwoCalls } from '../../support/two-calls.ts';

/** Containers that share a Redis and a simulated Genesys Cloud, to which they send real HTTP requests. */
async function startContainers(t: TestContext, count: number) {
  const server = await startRedisServer();
  const observer = new Redis(server.url);
  const clock = createMovableClock();
  const simulator = await startGenesysSimulator({ nowMs: clock.epochMs });
  const containers = await Promise.all(
    Array.from({ length: count }, () =>
      startService(t, { env: { REDIS_URL: server.url }, simulator, ports: { clock, actions: withTwoCalls } }),
    ),
  );
  t.after(async () => {
    observer.disconnect();
    await server.close();
  });
  const queueIds = sampleQueues().flatMap(({ id }) => id ?? []);
  const userIds = sampleUsers().flatMap(({ id }) => id ?? []);
  let requests = 0;
  /** Sends a request for which there is no entry. */
  async function request(container: number, action: string): Promise<ParsedResponse> {
    const index = requests++;
    const queueId = queueIds[index % queueIds.length];
    const parameters: Record<string, Record<string, unknown>> = {
      queues: { pageNumber: 1000 + index },
      queue: { queueId },
      'queue-wait-time': { queueId },
      'queue-observations': { queueIds: queueId },
      'user-status': { userId: userIds[index % userIds.length] },
      'two-calls': { userId: userIds[index % userIds.length] },
    };
    return (containers[container] ?? assert.fail()).request(action, parameters[action]);
  }
  /** The statuses of one request in each of these containers, one after the other. */
  async function statuses(among: readonly number[], action: string): Promise<number[]> {
    const found: number[] = [];
    for (const container of among) found.push((await request(container, action)).statusCode);
    return found;
  }
  async function pass(ms: number): Promise<void> {
    clock.skip(ms);
    await passInRedis(observer, ms + 2);
  }
  /** As if there had never been a token that containers share: each must log in. */
  async function dropSharedToken(): Promise<void> {
    const keys = await observer.keys('dataaction:control:*');
    for (const key of keys)
      for (const field of await observer.hkeys(key))
        if (field.includes('dataaction:token:')) await observer.hdel(key, field);
  }
  return { containers, simulator, request, statuses, pass, dropSharedToken };
}

/** A pause runs by the clock of Redis, which advances during the test. */
function isLeftOf(seconds: number, { body }: ParsedResponse): void {
  const left = Number(body.retryAfterSeconds);
  assert.ok(left >= 1 && left <= seconds, `${left} s`);
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
const times = (count: number, status: number) => Array.from({ length: count }, () => status);

test("a login's 429 in one of 20 containers stops logins, and no call of a container that has a token", async (t) => {
  const { simulator, request, statuses, pass, dropSharedToken } = await startContainers(t, 20);
  const [warm, cold] = [range(0, 10), range(10, 20)];
  assert.deepEqual(await statuses(warm, 'queues'), times(10, 200));
  assert.equal(simulator.calls.logins, 1);
  await dropSharedToken();
  simulator.fail({ kind: 'status', target: 'login', status: 429, retryAfter: '60' });
  for (let round = 1; round <= 3; round += 1) {
    assert.deepEqual(await statuses(cold, 'queues'), times(10, 429));
    assert.deepEqual(await statuses(warm, 'queues'), times(10, 200));
  }
  // One container was refused; the others did not even try.
  assert.equal(simulator.calls.logins, 2);
  await pass(20_000);
  const withheld = await request(19, 'queues');
  assert.equal(withheld.body.code, 'genesys_rate_limited');
  isLeftOf(40, withheld);

  simulator.heal();
  await pass(40_000);
  assert.deepEqual(await statuses(cold, 'queues'), times(10, 200));
  assert.equal(simulator.calls.logins, 3);
});

test("a login's 429 is not remembered for a request that a container with a token can serve", async (t) => {
  const { containers, simulator, dropSharedToken } = await startContainers(t, 2);
  const [warm, cold] = containers;
  await warm?.requestQueues({ pageNumber: 1 });
  await dropSharedToken();
  simulator.fail({ kind: 'status', target: 'login', status: 429, retryAfter: '60' });
  for (let round = 1; round <= 2; round += 1)
    assert.equal((await cold?.requestQueues({ pageNumber: 2 }))?.statusCode, 429);
  assert.equal((await warm?.requestQueues({ pageNumber: 2 }))?.statusCode, 200);
  assert.equal((await cold?.requestQueues({ pageNumber: 2 }))?.body.source, 'cache');
});

const FAMILY = { name: 'a 429 that names no limit', limit: undefined };
const NAMESPACE = {
  name: 'a 429 that names a namespace',
  limit: { namespace: 'analytics.realtime', key: 'observation.rate.per.minute' },
};
const UNTRUSTED = {
  name: 'a 429 that names a namespace which is no name',
  limit: { namespace: 'x y\r\n{}', key: 'a'.repeat(1000) },
};
for (const { name, limit } of [FAMILY, NAMESPACE, UNTRUSTED])
  test(`${name} stops the data action in all containers, and no other`, async (t) => {
    const { simulator, request, statuses, pass } = await startContainers(t, 2);
    await statuses([0, 1], 'queues');
    simulator.fail({ kind: 'status', status: 429, retryAfter: '120', times: 1, ...(limit && { limit }) });
    assert.equal((await request(0, 'queue-observations')).statusCode, 429);
    const { api } = simulator.calls;
    for (const container of [0, 1]) {
      const withheld = await request(container, 'queue-observations');
      assert.equal(withheld.body.code, 'genesys_rate_limited');
      isLeftOf(120, withheld);
    }
    assert.equal(simulator.calls.api, api);
    for (const action of ['queues', 'queue', 'queue-wait-time', 'user-status'])
      assert.deepEqual(await statuses([0, 1], action), [200, 200], action);
    await pass(120_000);
    assert.deepEqual(await statuses([0, 1], 'queue-observations'), [200, 200]);
  });

test("a 429 of the token's own limit stops all calls of all containers", async (t) => {
  const { simulator, request, statuses, pass } = await startContainers(t, 2);
  await statuses([0, 1], 'queues');
  const limit = { namespace: 'platform.api', key: 'client.credentials.token.rate.per.minute' };
  simulator.fail({ kind: 'status', status: 429, retryAfter: '120', times: 1, limit });
  assert.equal((await request(0, 'queue-observations')).statusCode, 429);
  const { api } = simulator.calls;
  for (const action of ['queues', 'queue', 'queue-wait-time', 'queue-observations', 'user-status'])
    assert.deepEqual(await statuses([0, 1], action), [429, 429], action);
  assert.equal(simulator.calls.api, api);
  await pass(120_000);
  assert.deepEqual(await statuses([0, 1], 'user-status'), [200, 200]);
});

test('of two calls of a data action, the one that was refused belongs to the namespace', async (t) => {
  const { simulator, request, statuses, pass } = await startContainers(t, 2);
  await statuses([0, 1], 'queues');
  simulator.fail({
    kind: 'status',
    status: 429,
    retryAfter: '120',
    times: 1,
    limit: { namespace: 'presence' },
  });
  assert.equal((await request(0, 'two-calls')).statusCode, 429);
  assert.deepEqual(await statuses([0, 1], 'two-calls'), [429, 429]);
  assert.deepEqual(await statuses([0, 1], 'queue'), [200, 200]);
  await pass(120_000);
  assert.deepEqual(await statuses([0, 1], 'two-calls'), [200, 200]);
});

for (const [name, parts, seconds] of [
  ['the seconds in its message', { message: 'Rate limit exceeded. Retry the request in [42] seconds' }, 42],
  ['inin-ratelimit-reset', { message: 'Slow down.', headers: { 'inin-ratelimit-reset': '23' } }, 23],
] as const)
  test(`a 429 without Retry-After pauses all containers for ${name}`, async (t) => {
    const { simulator, request, statuses, pass } = await startContainers(t, 2);
    await statuses([0, 1], 'queues');
    simulator.fail({ kind: 'status', status: 429, times: 1, ...parts });
    assert.equal((await request(0, 'queue')).body.retryAfterSeconds, seconds);
    isLeftOf(seconds, await request(1, 'queue'));
    await pass(seconds * 1000);
    assert.equal((await request(1, 'queue')).statusCode, 200);
  });

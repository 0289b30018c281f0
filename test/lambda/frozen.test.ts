import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import type { Container, Invocation } from '../support/container.ts';
import { type Fleet, startFleet } from '../support/fleet.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

/**
 * Containers that are frozen between requests, as Lambda does: stopped when the response has arrived, continued for the
 * next request. Each value contains the time at which the simulator created it. The test measures its age by its own
 * clock, which stands still while the containers respond.
 */
const SIZE = 3;
const TTL_MS = 1000;
/** With jitter, an entry's TTL is 90 % to 110 % of the configured one. */
const MAX_TTL_MS = TTL_MS * 1.1;
const INTERVAL_MS = 150;
const REFRESHES = 3;
/** After half of this, without a reply on a lost connection, a container sends the command again on a new one. */
const REDIS_TIMEOUT_MS = '4000';
const GENESYS_TIMEOUT_MS = 20_000;
/** The longest time the circuit breaker stays open. */
const BREAKER_PAUSE_MS = 8000;
const redisProxies: TcpProxy[] = [];
let genesysProxy: Promise<TcpProxy> | undefined;
let fleet: Fleet;

const clockQueue = {
  id: '0c5a1c1e-0000-4000-a000-000000000001',
  name: 'Clock',
  get description() {
    return String(fleet.nowMs);
  },
};

before(async () => {
  fleet = await startFleet({
    size: SIZE,
    simulator: { queues: [clockQueue] },
    envOf: async ({ redis, simulator }, index) => {
      redisProxies[index] = await startTcpProxy(redis.port);
      genesysProxy ??= startTcpProxy(Number(new URL(simulator.url).port));
      return {
        CACHE_TTL_SECONDS: String(TTL_MS / 1000),
        REDIS_URL: `redis://127.0.0.1:${redisProxies[index].port}`,
        REDIS_TIMEOUT_MS,
        GENESYS_API_URL: `http://127.0.0.1:${(await genesysProxy).port}`,
        GENESYS_TIMEOUT_MS: String(GENESYS_TIMEOUT_MS),
      };
    },
  });
  for (const container of fleet.containers) container.freeze();
});
after(async () => {
  await fleet?.[Symbol.asyncDispose]();
  for (const proxy of [...redisProxies, await genesysProxy]) await proxy?.[Symbol.asyncDispose]();
});

async function requestFrozen(container: Container, parameters: Record<string, unknown>): Promise<Invocation> {
  container.thaw();
  try {
    return await container.requestQueues(parameters);
  } finally {
    container.freeze();
  }
}

/** The time at which the simulator created the value. */
function createdAtMs({ body }: Invocation): number {
  const { entities } = body.data as { entities: { description: string }[] };
  return Number(entities[0]?.description ?? assert.fail());
}

/**
 * Checks that every request succeeds and no value is too old. The bound is the longest TTL plus the time since a
 * container last found the entry fresh or refreshed it. That is one interval, unless no container could use Redis.
 */
function createAgeCheck() {
  let [responseCount, oldestMs, refreshes, freshAtMs] = [0, 0, 0, fleet.nowMs];
  return {
    /** The number of times the entry has been stored. */
    refreshes: () => refreshes,
    check: (responses: readonly Invocation[]) => {
      for (const response of responses) {
        assert.equal(response.statusCode, 200);
        const ageMs = fleet.nowMs - createdAtMs(response);
        const boundMs = MAX_TTL_MS + fleet.nowMs - freshAtMs;
        assert.ok(ageMs < boundMs, `${ageMs} ms old: ${JSON.stringify(response.line)}`);
        oldestMs = Math.max(oldestMs, ageMs);
      }
      const isFresh = ({ line }: Invocation) => line.cacheRead === 'hit' || line.cacheWrite === 'stored';
      if (responses.some(isFresh)) freshAtMs = fleet.nowMs;
      responseCount += responses.length;
      refreshes += responses.filter(({ line }) => line.cacheWrite === 'stored').length;
    },
    report: (t: TestContext) =>
      t.diagnostic(
        `${responseCount} responses; stored ${refreshes} times; the oldest value was ${oldestMs} ms old`,
      ),
  };
}

test('with sequential requests, frozen containers serve no value older than its TTL plus one request interval', async (t) => {
  const ages = createAgeCheck();
  for (let turn = 0; ages.refreshes() < REFRESHES; turn += 1) {
    const container = fleet.containers[turn % SIZE] ?? assert.fail();
    ages.check([await requestFrozen(container, { pageSize: 10 })]);
    fleet.skip(INTERVAL_MS);
  }
  ages.report(t);
});

test('with concurrent requests and Redis connections lost while frozen, values stay within the same bound', async (t) => {
  const ages = createAgeCheck();
  let losses = 0;
  for (let turn = 1; ages.refreshes() < REFRESHES || losses === 0; turn += 1) {
    const responses = await Promise.all(
      fleet.containers.map((container) => requestFrozen(container, { pageSize: 11 })),
    );
    ages.check(responses);
    // The containers lose their connections one after another.
    if (turn % 8 === 0) redisProxies[losses++ % SIZE]?.swallow();
    fleet.skip(INTERVAL_MS);
  }
  ages.report(t);
  t.diagnostic(`${losses} connections lost`);
});

test('when all Redis connections are lost while frozen, every request uses Redis on a new connection', async () => {
  await untilAllUseRedis();
  for (const proxy of redisProxies) proxy.swallow();
  const responses = await Promise.all(
    fleet.containers.map((container) => requestFrozen(container, { pageSize: 12 })),
  );
  for (const { statusCode, line } of responses) {
    assert.deepEqual([statusCode, line.cacheErrors], [200, undefined]);
    assert.notEqual(line.cacheRead, 'bypass');
  }
});

test('a container that lost its Redis connection while frozen serves no copy from before an invalidation', async () => {
  await untilAllUseRedis();
  const [container = assert.fail(), other = assert.fail()] = fleet.containers;
  const parameters = { pageSize: 14 };
  const before = await requestFrozen(container, parameters);
  fleet.skip(INTERVAL_MS);
  for (const tag of await fleet.observer.keys('dataaction:invalidated:*'))
    await fleet.observer.set(tag, 'another version');
  const after = await requestFrozen(other, parameters);
  assert.ok(createdAtMs(after) > createdAtMs(before));
  redisProxies[0]?.swallow();
  const { headers, body } = await requestFrozen(container, parameters);
  assert.match(String(headers['Cache-Status']), /^GenesysDataActionCache; hit;/);
  assert.deepEqual(body.data, after.body.data);
});

/** Sends requests to each container until it uses Redis. Every request must succeed. */
async function untilAllUseRedis(): Promise<void> {
  const untilItUsesRedis = async (container: Container) => {
    for (;;) {
      const { statusCode, line } = await requestFrozen(container, { pageSize: 13 });
      assert.equal(statusCode, 200);
      if (line.cacheRead !== 'bypass') return;
      container.skip(BREAKER_PAUSE_MS);
    }
  };
  await Promise.all(fleet.containers.map(untilItUsesRedis));
}

test('when the connections to Genesys are lost while frozen, requests wait for the timeout and succeed', async () => {
  // Different parameters, so that each container calls Genesys.
  const requestWithOwnKeys = (pageNumber: number) =>
    fleet.containers.map((container, index) =>
      requestFrozen(container, { pageSize: 20 + index, pageNumber }),
    );
  await Promise.all(requestWithOwnKeys(1));
  const proxy = (await genesysProxy) ?? assert.fail();
  proxy.swallow();
  let settled = 0;
  const pending = requestWithOwnKeys(2).map((response) =>
    response.finally(() => {
      settled += 1;
    }),
  );
  // A container whose idle connection was closed opens a new one, which works.
  await until(() => proxy.swallowed + settled >= SIZE);
  fleet.skip(GENESYS_TIMEOUT_MS);
  const responses = await Promise.all(pending);
  for (const { statusCode, body } of responses) {
    assert.equal(statusCode, 200);
    assert.equal(body.source, 'api');
  }
});

test('no frozen container had an unhandled rejection', () => {
  assert.deepEqual(
    fleet.containers.flatMap(({ defects }) => defects),
    [],
  );
});

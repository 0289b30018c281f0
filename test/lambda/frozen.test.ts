import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import type { Container, Invocation } from '../support/container.ts';
import { type Fleet, startFleet } from '../support/fleet.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

/**
 * Containers that are frozen as Lambda does it: stopped the moment their answer has arrived, continued for the next
 * request. What they give carries the time at which Genesys made it, so that its age is measured from outside, by the
 * test's clock: it stands still while they answer.
 */
const SIZE = 4;
const TTL_MS = 1000;
/** Lifetimes are spread over 90 % to 110 % of the TTL. */
const LONGEST_LIFETIME_MS = TTL_MS * 1.1;
const INTERVAL_MS = 150;
const RENEWALS = 3;
/** What hangs does so for good: this has to be reached for a container to go on. */
const REDIS_TIMEOUT_MS = '1000';
const GENESYS_TIMEOUT_MS = 20_000;
/** The longest one. */
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

async function askFrozen(container: Container, parameters: Record<string, unknown>): Promise<Invocation> {
  container.thaw();
  try {
    return await container.askQueues(parameters);
  } finally {
    container.freeze();
  }
}

/** When Genesys made the value of an answer. */
function madeAtMs({ body }: Invocation): number {
  const { entities } = body.data as { entities: { description: string }[] };
  return Number(entities[0]?.description ?? assert.fail());
}

/**
 * Watches that nobody gets what is too old, or nothing. The bound is the longest lifetime, and the time since the entry
 * was last found fresh, or renewed: one interval, unless none of the containers could use Redis meanwhile.
 */
function watch() {
  let [answersSoFar, oldestMs, renewals, freshAtMs] = [0, 0, 0, fleet.nowMs];
  return {
    /** How often the entry was stored so far. */
    renewals: () => renewals,
    check: (answers: readonly Invocation[]) => {
      for (const answer of answers) {
        assert.equal(answer.statusCode, 200);
        const ageMs = fleet.nowMs - madeAtMs(answer);
        const boundMs = LONGEST_LIFETIME_MS + fleet.nowMs - freshAtMs;
        assert.ok(ageMs < boundMs, `${ageMs} ms old: ${JSON.stringify(answer.line)}`);
        oldestMs = Math.max(oldestMs, ageMs);
      }
      const isFresh = ({ line }: Invocation) => line.cacheRead === 'hit' || line.cacheWrite === 'stored';
      if (answers.some(isFresh)) freshAtMs = fleet.nowMs;
      answersSoFar += answers.length;
      renewals += answers.filter(({ line }) => line.cacheWrite === 'stored').length;
    },
    tell: (t: TestContext) =>
      t.diagnostic(
        `${answersSoFar} answers; stored ${renewals} times; the oldest value was ${oldestMs} ms old`,
      ),
  };
}

test('asked in turn, frozen containers give no value older than its TTL and one call interval', async (t) => {
  const seen = watch();
  for (let turn = 0; seen.renewals() < RENEWALS; turn += 1) {
    const container = fleet.containers[turn % SIZE] ?? assert.fail();
    seen.check([await askFrozen(container, { pageSize: 10 })]);
    fleet.skip(INTERVAL_MS);
  }
  seen.tell(t);
});

test('asked all at once, with connections to Redis lost while frozen, they give none either', async (t) => {
  const seen = watch();
  let bypasses = 0;
  for (let turn = 1; seen.renewals() < RENEWALS || bypasses === 0; turn += 1) {
    const answers = await Promise.all(
      fleet.containers.map((container) => askFrozen(container, { pageSize: 11 })),
    );
    seen.check(answers);
    bypasses += answers.filter(({ line }) => line.cacheRead === 'bypass').length;
    // One after the other loses its connection.
    if (turn % 3 === 0) redisProxies[(turn / 3) % SIZE]?.swallow();
    fleet.skip(INTERVAL_MS);
  }
  seen.tell(t);
  t.diagnostic(`${bypasses} answers without Redis`);
});

test('when all connections to Redis are lost while frozen, all answer, and use Redis again later', async () => {
  await untilAllUseRedis();
  for (const proxy of redisProxies) proxy.swallow();
  const answers = await Promise.all(
    fleet.containers.map((container) => askFrozen(container, { pageSize: 12 })),
  );
  for (const { statusCode, headers, body } of answers) {
    assert.equal(statusCode, 200);
    assert.equal(body.source, 'api');
    assert.equal(headers['Cache-Status'], 'GenesysDataActionCache; fwd=bypass');
  }
  await untilAllUseRedis();
});

/** Asks each container until its answer comes about with Redis; none may fail before. */
async function untilAllUseRedis(): Promise<void> {
  const untilItDoes = async (container: Container) => {
    for (;;) {
      const { statusCode, line } = await askFrozen(container, { pageSize: 13 });
      assert.equal(statusCode, 200);
      if (line.cacheRead !== 'bypass') return;
      container.skip(BREAKER_PAUSE_MS);
    }
  };
  await Promise.all(fleet.containers.map(untilItDoes));
}

test('connections to Genesys that are lost while frozen cost time, and no request', async () => {
  // A question of its own makes each of them call.
  const askEachItsOwn = (pageNumber: number) =>
    fleet.containers.map((container, index) => askFrozen(container, { pageSize: 20 + index, pageNumber }));
  await Promise.all(askEachItsOwn(1));
  const proxy = (await genesysProxy) ?? assert.fail();
  proxy.swallow();
  let answered = 0;
  const asked = askEachItsOwn(2).map((answer) =>
    answer.finally(() => {
      answered += 1;
    }),
  );
  // Whose connection had been closed for being idle makes another one.
  await until(() => proxy.swallowed + answered >= SIZE);
  fleet.skip(GENESYS_TIMEOUT_MS);
  const answers = await Promise.all(asked);
  for (const { statusCode, body } of answers) {
    assert.equal(statusCode, 200);
    assert.equal(body.source, 'api');
  }
});

test('no frozen container has left a rejection unhandled', () => {
  assert.deepEqual(
    fleet.containers.flatMap(({ defects }) => defects),
    [],
  );
});

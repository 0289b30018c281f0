import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Container, Invocation } from '../support/container.ts';
import { type Fleet, startFleet } from '../support/fleet.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';

/**
 * Containers that are frozen as Lambda does it: stopped the moment their answer has arrived, continued for the next
 * request. What they give carries the time at which Genesys made it, so that its age is measured from outside.
 */
const PATIENT = { timeout: 60_000 };
const SIZE = 4;
const TTL_MS = 1000;
/** Lifetimes are spread over 90 % to 110 % of the TTL. */
const LONGEST_LIFETIME_MS = TTL_MS * 1.1;
const INTERVAL_MS = 150;
const RENEWALS = 3;
const redisProxies: TcpProxy[] = [];
let genesysProxy: Promise<TcpProxy> | undefined;
let fleet: Fleet;

const clockQueue = {
  id: '0c5a1c1e-0000-4000-a000-000000000001',
  name: 'Clock',
  get description() {
    return String(Date.now());
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
        REDIS_TIMEOUT_MS: '1000',
        GENESYS_API_URL: `http://127.0.0.1:${(await genesysProxy).port}`,
        GENESYS_TIMEOUT_MS: '1500',
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

/** Watches that nobody gets what is too old, or nothing. */
interface Watch {
  /** How often the entry was stored so far. */
  renewals(): number;
  check(answers: readonly Invocation[]): void;
  tell(t: TestContext): void;
}

/**
 * The bound is the longest lifetime, and the time since somebody last asked who could reach Redis: it was fresh then,
 * or was renewed. Making and storing a value takes time too, which belongs to its age but not to its lifetime.
 */
function watch(): Watch {
  let [reachedAtMs, storingMs, oldestMs, leastSlackMs] = [Date.now(), 0, 0, Number.POSITIVE_INFINITY];
  let [answersSoFar, staleAnswers, renewals] = [0, 0, 0];
  return {
    renewals: () => renewals,
    check: (answers) => {
      const stored = answers.filter(({ line }) => line.cacheWrite === 'stored');
      storingMs = Math.max(storingMs, ...stored.map(({ durationMs }) => durationMs));
      renewals += stored.length;
      for (const answer of answers) {
        assert.equal(answer.statusCode, 200);
        const ageMs = answer.sentAtMs - madeAtMs(answer);
        const slackMs = LONGEST_LIFETIME_MS + (answer.sentAtMs - reachedAtMs) + storingMs - ageMs;
        assert.ok(slackMs >= 0, `${ageMs} ms old, ${-slackMs} ms too old: ${JSON.stringify(answer.line)}`);
        [oldestMs, leastSlackMs] = [Math.max(oldestMs, ageMs), Math.min(leastSlackMs, slackMs)];
        if (answer.body.stale) staleAnswers += 1;
      }
      answersSoFar += answers.length;
      const reached = answers.filter(({ line }) => line.cacheRead !== 'bypass');
      if (reached.length > 0) reachedAtMs = Math.min(...reached.map(({ sentAtMs }) => sentAtMs));
    },
    tell: (t) =>
      t.diagnostic(
        `${answersSoFar} answers, ${staleAnswers} stale; stored ${renewals} times; the oldest value was ${oldestMs} ms old, the bound was kept by ${Math.round(leastSlackMs)} ms`,
      ),
  };
}

test(
  'asked in turn, frozen containers give no value older than its TTL and one call interval',
  PATIENT,
  async (t) => {
    const seen = watch();
    for (let turn = 0; seen.renewals() < RENEWALS; turn += 1) {
      const container = fleet.containers[turn % SIZE] ?? assert.fail();
      seen.check([await askFrozen(container, { pageSize: 10 })]);
      await sleep(INTERVAL_MS);
    }
    seen.tell(t);
  },
);

test(
  'asked all at once, with connections to Redis lost while frozen, they give none either',
  PATIENT,
  async (t) => {
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
      await sleep(INTERVAL_MS);
    }
    seen.tell(t);
    t.diagnostic(`${bypasses} answers without Redis`);
  },
);

test(
  'when all connections to Redis are lost while frozen, all answer, and use Redis again later',
  PATIENT,
  async (t) => {
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
    t.diagnostic(`they took ${answers.map(({ durationMs }) => Math.round(durationMs))} ms`);
    await untilAllUseRedis();
  },
);

/** Asks each container until its answer comes about with Redis; none may fail before. */
async function untilAllUseRedis(): Promise<void> {
  const untilItDoes = async (container: Container) => {
    for (;;) {
      const { statusCode, line } = await askFrozen(container, { pageSize: 13 });
      assert.equal(statusCode, 200);
      if (line.cacheRead !== 'bypass') return;
      await sleep(INTERVAL_MS);
    }
  };
  await Promise.all(fleet.containers.map(untilItDoes));
}

test('connections to Genesys that are lost while frozen cost time, and no request', PATIENT, async (t) => {
  // A question of its own makes each of them call.
  const askEachItsOwn = (pageNumber: number) =>
    Promise.all(
      fleet.containers.map((container, index) => askFrozen(container, { pageSize: 20 + index, pageNumber })),
    );
  await askEachItsOwn(1);
  (await genesysProxy)?.swallow();
  const answers = await askEachItsOwn(2);
  for (const { statusCode, body } of answers) {
    assert.equal(statusCode, 200);
    assert.equal(body.source, 'api');
  }
  t.diagnostic(`they took ${answers.map(({ durationMs }) => Math.round(durationMs))} ms`);
});

test('no frozen container has left a rejection unhandled', () => {
  assert.deepEqual(
    fleet.containers.flatMap(({ defects }) => defects),
    [],
  );
});

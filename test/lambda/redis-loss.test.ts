import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startGenesysSimulator } from '../../infra/local/genesys-simulator.ts';
import { seededRandom } from '../soak/random.ts';
import { requestUntilHit } from '../support/load.ts';
import { REDIS_LOSSES } from '../support/redis-losses.ts';
import { createServerClock, type ServerClock } from '../support/server-clock.ts';
import { type ParsedResponse, startService, type TestService } from '../support/service.ts';

/**
 * A large organisation sends 2,500 requests a minute for 50 entries, and Genesys takes 300 calls a minute. All three are
 * divided by 10 here, to save time: requests and calls for each entry stay the same.
 */
const INTERVAL_MS = 240;
const KEYS = 5;
const CALLS_PER_MINUTE = 30;
/** All times pass on the test's clock. Every entry expires during the loss or soon after it. */
const WARM_UP_SECONDS = 15;
const LOSS_SECONDS = 60;
const TTL_SECONDS = 60;
const REDIS_TIMEOUT_MS = 250;
/** The longest pause of the circuit breaker. */
const BREAKER_PAUSE_MS = 8000;
/** In real time. If a lost Redis takes longer for an error reply, it counts as no reply. */
const REPLY_MS = 10;
/** Not one of the load. */
const OTHER_KEY = { pageSize: 1, pageNumber: 100 };
const SEED = 1;

/** Starts containers that share one Genesys and one clock. */
async function startContainers(t: TestContext, redisUrl: string, size: number) {
  const clock = createServerClock();
  const limits = { nowMs: clock.epochMs, callsPerMinutePerToken: CALLS_PER_MINUTE };
  const simulator = await startGenesysSimulator(limits);
  const env = {
    REDIS_URL: redisUrl,
    REDIS_TIMEOUT_MS: String(REDIS_TIMEOUT_MS),
    CACHE_TTL_SECONDS: String(TTL_SECONDS),
    GENESYS_CALLS_PER_MINUTE: String(0.9 * CALLS_PER_MINUTE),
  };
  const start = () => startService(t, { env, simulator, ports: { clock } });
  const containers = await Promise.all(Array.from({ length: size }, start));
  return { clock, simulator, containers };
}

/** Resolves with the response. If the request waits for Redis, the timeout passes. */
async function withoutRedis(response: Promise<ParsedResponse>, clock: ServerClock): Promise<ParsedResponse> {
  for (;;) {
    const first = await Promise.race([response, sleep(REPLY_MS, undefined, { ref: false })]);
    if (first !== undefined) return first;
    if (clock.isPending(REDIS_TIMEOUT_MS)) await clock.advance(REDIS_TIMEOUT_MS);
  }
}

/**
 * Sends requests for random entries to random containers, at a fixed rate on the test's clock. A request fails the test if
 * it fails although its container has had the entry. Returns the number of the other requests that failed.
 */
function createLoad(containers: readonly TestService[], clock: ServerClock) {
  const random = seededRandom(SEED);
  const copied = new Set<string>();
  const indexBelow = (length: number) => Math.floor(random() * length);
  return async (requests: number, isRedisLost: boolean): Promise<number> => {
    let failed = 0;
    for (let sent = 0; sent < requests; sent++) {
      const [index, key] = [indexBelow(containers.length), indexBelow(KEYS)];
      const container = containers[index] ?? assert.fail();
      const pending = container.requestQueues({ pageSize: 1, pageNumber: key + 1 });
      const response = await (isRedisLost ? withoutRedis(pending, clock) : pending);
      const copy = `${index} ${key}`;
      if (response.statusCode === 200) copied.add(copy);
      else {
        assert.ok(!copied.has(copy), `failed despite a copy: ${JSON.stringify(response)}`);
        failed += 1;
      }
      await clock.advance(INTERVAL_MS);
    }
    return failed;
  };
}

describe('under load, when Redis', { timeout: 300_000 }, () => {
  for (const [loss, startRedis] of Object.entries(REDIS_LOSSES))
    for (const size of [1, 4])
      test(`${loss}, ${size} ${size === 1 ? 'container serves its' : 'containers serve their'} copies, and at most 1 % of the requests fail`, async (t) => {
        const { url, stages, restore } = await startRedis(t);
        const { clock, simulator, containers } = await startContainers(t, url, size);
        const untilRedisIsUsed = async () => {
          const endPause = () => clock.advance(BREAKER_PAUSE_MS);
          for (const container of containers) await requestUntilHit(container, OTHER_KEY, endPause);
        };
        await untilRedisIsUsed();
        const load = createLoad(containers, clock);
        assert.equal(await load((WARM_UP_SECONDS * 1000) / INTERVAL_MS, false), 0);

        const callsBefore = simulator.calls.api;
        const requests = Math.floor((LOSS_SECONDS * 1000) / INTERVAL_MS / stages.length);
        for (const { start, isBack } of stages) {
          await start();
          const failed = await load(requests, !isBack);
          assert.ok(failed <= requests / 100, `${failed} of ${requests} requests failed`);
        }
        t.diagnostic(`${simulator.calls.api - callsBefore} calls to Genesys`);

        await restore();
        await untilRedisIsUsed();
      });
});

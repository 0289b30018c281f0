import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startGenesysSimulator } from '../../infra/local/genesys-simulator.ts';
import { requestFields } from '../../lambda/telemetry/log-line.ts';
import { LONG_TIMEOUTS } from './long-timeouts.ts';
import { startService, type TestService } from './service.ts';
import { createTickingClock } from './ticking-clock.ts';
import { until } from './until.ts';

const WORKERS = 4;
/** The pause between two requests of a worker. */
const PAUSE_MS = 20;
/** A hanging Redis never replies: the service continues only after this timeout. */
const REDIS_TIMEOUT_MS = 1000;
const REMAINING_MS = 120_000;

/** A service for tests under load. */
export interface BusyService extends TestService {
  readonly redisTimeoutMs: number;
}

/** Starts a service whose clock advances only while its process runs. Genesys has no rate limit. */
export async function startBusyService(
  t: TestContext,
  env: Record<string, string>,
  redisTimeoutMs = REDIS_TIMEOUT_MS,
): Promise<BusyService> {
  const clock = createTickingClock();
  t.after(() => clock.stop());
  const simulator = await startGenesysSimulator({ callsPerMinutePerToken: 1_000_000 });
  const limits = {
    ...LONG_TIMEOUTS,
    GENESYS_CALLS_PER_MINUTE: '0',
    REDIS_TIMEOUT_MS: String(redisTimeoutMs),
  };
  const service = await startService(t, { env: { ...limits, ...env }, simulator, ports: { clock } });
  const requestQueues: TestService['requestQueues'] = (parameters) =>
    service.requestQueues(parameters, REMAINING_MS);
  return { ...service, redisTimeoutMs, requestQueues };
}

/**
 * Sends requests continuously, each key twice, while `work` runs. `work` gets a function that waits for a number of
 * further responses. Throws if a response is not a 200, or if a request waited for Redis longer than its timeout.
 */
export async function underLoad(
  { redisTimeoutMs, requestQueues, records }: BusyService,
  work: (responses: (count: number) => Promise<void>) => Promise<void>,
): Promise<void> {
  const before = records.length;
  let isWorking = true;
  const workers = Array.from({ length: WORKERS }, async (_, worker) => {
    for (let turn = 0; isWorking; turn += 1) {
      const { statusCode, body } = await requestQueues({ queueIds: [`${before}-${worker}-${turn >> 1}`] });
      assert.deepEqual([statusCode, body.status], [200, 'success']);
      await sleep(PAUSE_MS);
    }
  });
  const responses = (count: number) => {
    const enough = records.length + count;
    return until(() => records.length >= enough);
  };
  const working = work(responses).finally(() => {
    isWorking = false;
  });
  await Promise.all([working, ...workers]);
  for (const record of records.slice(before))
    for (const event of record.events)
      if (event.type === 'cache.read' || event.type === 'cache.write')
        assert.ok(event.durationMs <= redisTimeoutMs, JSON.stringify(requestFields(record)));
}

/** Sends requests, each after `wait`, until one is a hit in Redis, not in the container's own copies. Each must succeed. */
export async function requestUntilHit(
  { requestQueues }: Pick<TestService, 'requestQueues'>,
  parameters: Record<string, unknown> = {},
  wait: () => Promise<void> = async () => undefined,
): Promise<void> {
  await until(async () => {
    await wait();
    const { statusCode, body, headers } = await requestQueues(parameters);
    assert.deepEqual([statusCode, body.status], [200, 'success']);
    return String(headers['Cache-Status']).startsWith(SHARED_HIT);
  });
}

const SHARED_HIT = 'GenesysDataActionCache; hit; ';
/** How `Cache-Status` begins for a response from the container's own copies. */
export const LOCAL_HIT = /^GenesysDataActionCacheLocalCopy; hit; ttl=\d+$/;

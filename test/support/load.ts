import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startGenesysSimulator } from '../../infra/local/genesys-simulator.ts';
import { requestFields } from '../../lambda/telemetry/log-line.ts';
import { startService, type TestService } from './service.ts';
import { createTickingClock } from './ticking-clock.ts';
import { until } from './until.ts';

const WORKERS = 4;
/** Between two requests of a worker. */
const BREATH_MS = 20;
/** What hangs does so for good: this has to be reached for the service to go on. */
const REDIS_TIMEOUT_MS = 1000;
const PATIENT = {
  REQUEST_TIMEOUT_MS: '60000',
  GENESYS_TIMEOUT_MS: '20000',
  GENESYS_CALLS_PER_MINUTE: '0',
};
const LAMBDA_MS = 120_000;

/** A service that stands a load. */
export interface BusyService extends TestService {
  readonly redisTimeoutMs: number;
}

/** A service that stands a load, on a clock that goes on while its process does. Genesys has no rate limit. */
export async function startBusyService(
  t: TestContext,
  env: Record<string, string>,
  redisTimeoutMs = REDIS_TIMEOUT_MS,
): Promise<BusyService> {
  const clock = createTickingClock();
  t.after(() => clock.stop());
  const simulator = await startGenesysSimulator({ callsPerMinutePerToken: 1_000_000 });
  const limits = { ...PATIENT, REDIS_TIMEOUT_MS: String(redisTimeoutMs) };
  const service = await startService(t, { env: { ...limits, ...env }, simulator, ports: { clock } });
  const askQueues: TestService['askQueues'] = (parameters) => service.askQueues(parameters, LAMBDA_MS);
  return { ...service, redisTimeoutMs, askQueues };
}

/**
 * Asks on and on while something is done to Redis, each question twice. The work is handed a wait for that many more
 * answers. Throws when an answer is anything but 200, or when Redis was waited for longer than its time-out.
 */
export async function underLoad(
  { redisTimeoutMs, askQueues, records }: BusyService,
  work: (answers: (count: number) => Promise<void>) => Promise<void>,
): Promise<void> {
  const before = records.length;
  let isWorking = true;
  const workers = Array.from({ length: WORKERS }, async (_, worker) => {
    for (let turn = 0; isWorking; turn += 1) {
      const { statusCode, body } = await askQueues({ queueIds: [`${before}-${worker}-${turn >> 1}`] });
      assert.deepEqual([statusCode, body.status], [200, 'success']);
      await sleep(BREATH_MS);
    }
  });
  const answers = (count: number) => {
    const enough = records.length + count;
    return until(() => records.length >= enough);
  };
  const working = work(answers).finally(() => {
    isWorking = false;
  });
  await Promise.all([working, ...workers]);
  for (const record of records.slice(before))
    for (const event of record.events)
      if (event.type === 'cache.read' || event.type === 'cache.write')
        assert.ok(event.durationMs <= redisTimeoutMs, JSON.stringify(requestFields(record)));
}

/** Repeats a question, each answer being a 200, until one comes from there: reconnecting takes as long as it takes. */
export async function askUntil(
  { askQueues }: Pick<TestService, 'askQueues'>,
  source: 'cache' | 'api',
  question: Record<string, unknown> = {},
): Promise<void> {
  await until(async () => {
    const { statusCode, body } = await askQueues(question);
    assert.deepEqual([statusCode, body.status], [200, 'success']);
    return body.source === source;
  });
}

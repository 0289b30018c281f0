import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { startGenesysSimulator } from '../../infra/local/genesys-simulator.ts';
import { requestFields } from '../../lambda/telemetry/request-fields.ts';
import { startService, type TestService } from './service.ts';
import { until } from './until.ts';

const WORKERS = 4;
/** A wait for Redis may end later than its time-out on a machine that is busy, though not by this much. */
const LATENESS_MS = 2000;

/** A service that stands a load: its simulator is as slow as a near Genesys, and neither has a rate limit. */
export async function startBusyService(t: TestContext, env: Record<string, string>): Promise<TestService> {
  const simulator = await startGenesysSimulator({ latencyMs: 20, callsPerMinutePerToken: 1_000_000 });
  return startService(t, { env: { GENESYS_CALLS_PER_MINUTE: '0', ...env }, simulator });
}

/**
 * Asks without a pause while something is done to Redis, each question twice. The work is handed a wait for that
 * many more answers. Throws when an answer is anything but 200, or when Redis was waited for longer than its
 * time-out.
 */
export async function underLoad(
  { askQueues, records }: TestService,
  timeoutMs: number,
  work: (answers: (count: number) => Promise<void>) => Promise<void>,
): Promise<void> {
  const before = records.length;
  let isWorking = true;
  const workers = Array.from({ length: WORKERS }, async (_, worker) => {
    for (let turn = 0; isWorking; turn += 1) {
      const { statusCode, body } = await askQueues({ queueIds: [`${before}-${worker}-${turn >> 1}`] });
      assert.deepEqual([statusCode, body.status], [200, 'success']);
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
        assert.ok(event.durationMs < timeoutMs + LATENESS_MS, JSON.stringify(requestFields(record)));
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

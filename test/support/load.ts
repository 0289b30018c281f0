import assert from 'node:assert/strict';
import { requestFields } from '../../lambda/telemetry.ts';
import type { Answered, TestService } from './service.ts';

const WORKERS = 4;
/** A wait for Redis may end later than its time-out on a machine that is busy, though not by this much. */
const LATENESS_MS = 2000;
const PATIENCE_MS = 30_000;

/**
 * Asks without a pause while something is done to Redis, half of it new and half of it known, and gives back how
 * often. Throws when an answer is anything but 200, or when Redis was waited for longer than its time-out.
 */
export async function underLoad(
  { askQueues, records }: TestService,
  timeoutMs: number,
  work: () => Promise<void>,
): Promise<number> {
  let isWorking = true;
  const before = records.length;
  const workers = Array.from({ length: WORKERS }, async (_, worker) => {
    for (let turn = 0; isWorking; turn += 1) {
      const question = { queueIds: [`${worker}-${before}-${turn >> 1}`] };
      const { statusCode, body } = await askQueues(question);
      assert.deepEqual([statusCode, body.status], [200, 'success']);
    }
  });
  const working = work().finally(() => {
    isWorking = false;
  });
  await Promise.all([working, ...workers]);
  const requests = records.slice(before);
  for (const request of requests)
    for (const event of request.events)
      if (event.type === 'cache.read' || event.type === 'cache.write')
        assert.ok(event.durationMs < timeoutMs + LATENESS_MS, JSON.stringify(requestFields(request)));
  return requests.length;
}

/** Asks the same question, with every answer a 200, until it comes from there. */
export async function askUntil(
  { askQueues }: Pick<TestService, 'askQueues'>,
  source: 'cache' | 'api',
): Promise<Answered> {
  const giveUpMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await askQueues();
    assert.deepEqual([answer.statusCode, answer.body.status], [200, 'success']);
    if (answer.body.source === source) return answer;
    assert.ok(performance.now() < giveUpMs, `no answer from ${source}`);
  }
}

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Fault } from '../../../infra/local/simulator/faults.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { startService } from '../../support/service.ts';
import { until } from '../../support/until.ts';

const hangs: { name: string; fault: Fault }[] = [
  { name: 'Genesys hangs', fault: { kind: 'hang' } },
  { name: 'the login hangs', fault: { kind: 'hang', target: 'login' } },
  { name: 'Genesys trickles', fault: { kind: 'trickle', bytesPerChunk: 1, intervalMs: 50 } },
];

/**
 * Makes Genesys fail and a request wait for it, on a clock that only this test moves. Expects a 504 after `afterMs` and
 * returns the timeout in its message, in milliseconds.
 */
async function expectDeadline(
  t: TestContext,
  { fault, timeoutMs, afterMs, remainingMs = 15_000 }: Hang,
): Promise<number> {
  const clock = createFakeClock();
  const service = await startService(t, { ports: { clock }, env: { REQUEST_TIMEOUT_MS: `${timeoutMs}` } });
  service.simulator.fail(fault);
  const pending = service.requestQueues({}, remainingMs);
  await until(() => service.simulator.pendingRequests === 1);
  await clock.advance(afterMs);
  const { statusCode, body } = await pending;
  assert.equal(statusCode, 504);
  assert.equal(body.code, 'deadline_exceeded');
  await until(() => service.simulator.pendingRequests === 0);
  return Number(/no response within (\d+) ms/.exec(String(body.message))?.[1]);
}

interface Hang {
  fault: Fault;
  /** REQUEST_TIMEOUT_MS. */
  timeoutMs: number;
  afterMs: number;
  /** Until Lambda's own timeout. */
  remainingMs?: number;
}

for (const { name, fault } of hangs) {
  test(`when ${name}, the request ends at its deadline and the call is aborted`, async (t) => {
    // 50 ms are reserved for storing the entry.
    assert.equal(await expectDeadline(t, { fault, timeoutMs: 4000, afterMs: 3950 }), 3950);
  });
}

test('the response is sent before the Lambda timeout even if REQUEST_TIMEOUT_MS is longer', async (t) => {
  const hang = { fault: { kind: 'hang' }, timeoutMs: 60_000, afterMs: 3700, remainingMs: 4000 } as const;
  // 250 ms are reserved for the response and 50 ms for storing the entry.
  assert.equal(await expectDeadline(t, hang), 3700);
});

test('a call that exceeds GENESYS_TIMEOUT_MS is aborted and retried', async (t) => {
  const { clock, simulator, requestQueues } = await startService(t, { env: { GENESYS_TIMEOUT_MS: '3000' } });
  simulator.fail({ kind: 'hang', times: 1 });
  const pending = requestQueues();
  await until(() => simulator.pendingRequests === 1);
  clock.skip(3000);
  const { statusCode } = await pending;
  assert.equal(statusCode, 200);
  assert.equal(simulator.calls.api, 2);
  await until(() => simulator.pendingRequests === 0);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fault } from '../../../infra/local/simulator/faults.ts';
import { startService, type TestService } from '../../support/service.ts';
import { until } from '../../support/until.ts';

const hangs: { name: string; fault: Fault }[] = [
  { name: 'Genesys hangs', fault: { kind: 'hang' } },
  { name: 'the login hangs', fault: { kind: 'hang', target: 'login' } },
  { name: 'Genesys trickles', fault: { kind: 'trickle', bytesPerChunk: 1, intervalMs: 50 } },
];

/** Expects a 504 after `afterMs`. Returns the timeout in its message, in milliseconds. */
async function expectDeadline(service: TestService, afterMs: number, remainingMs = 15_000): Promise<number> {
  const pending = service.requestQueues({}, remainingMs);
  await until(() => service.simulator.pendingRequests === 1);
  service.clock.skip(afterMs);
  const { statusCode, body } = await pending;
  assert.equal(statusCode, 504);
  assert.equal(body.code, 'deadline_exceeded');
  await until(() => service.simulator.pendingRequests === 0);
  return Number(/no response within (\d+) ms/.exec(String(body.message))?.[1]);
}

for (const { name, fault } of hangs) {
  test(`when ${name}, the request ends at its deadline and the call is aborted`, async (t) => {
    const service = await startService(t, { env: { REQUEST_TIMEOUT_MS: '4000' } });
    service.simulator.fail(fault);
    // 50 ms are reserved for storing the entry.
    assert.equal(await expectDeadline(service, 3950), 3950);
  });
}

test('the response is sent before the Lambda timeout even if REQUEST_TIMEOUT_MS is longer', async (t) => {
  const service = await startService(t, { env: { REQUEST_TIMEOUT_MS: '60000' } });
  service.simulator.fail({ kind: 'hang' });
  // 250 ms are reserved for the response and 50 ms for storing the entry.
  assert.equal(await expectDeadline(service, 3700, 4000), 3700);
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

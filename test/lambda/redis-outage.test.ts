import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { startGenesysSimulator } from '../../infra/local/genesys-simulator.ts';
import { LOCAL_HIT } from '../support/load.ts';
import { LONG_TIMEOUTS } from '../support/long-timeouts.ts';
import { createMovablePorts } from '../support/movable-ports.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { type ParsedResponse, readEvent, startService } from '../support/service.ts';
import { until } from '../support/until.ts';

/** Keys that every container requests: fewer calls than Genesys allows in a minute, more requests than that. */
const KEYS = Array.from({ length: 5 }, (_, index) => ({ pageSize: 1, pageNumber: index + 1 }));
const CALLS_PER_MINUTE = 15;
const ROUNDS = 4;
/** The longest pause of the circuit breaker, and more than the timeout of Redis. */
const PAUSE_MS = 8000;

/** Starts containers that share one Redis and one Genesys, and have requested every key twice. */
async function startContainers(t: TestContext, size: number) {
  const redis = await startRedisServer();
  t.after(() => redis.close());
  const simulator = await startGenesysSimulator({ callsPerMinutePerToken: 1_000_000 });
  const env = {
    ...LONG_TIMEOUTS,
    REDIS_URL: redis.url,
    GENESYS_CALLS_PER_MINUTE: String(CALLS_PER_MINUTE),
  };
  const startMs = Date.now();
  const ports = Array.from({ length: size }, () => createMovablePorts(startMs));
  const containers = await Promise.all(ports.map((own) => startService(t, { env, simulator, ports: own })));
  for (const { invoke } of containers)
    await until(async () => (await invoke(readEvent('health'))).statusCode === 200);
  const requestEveryKey = async () => {
    const responses: ParsedResponse[] = [];
    for (const key of KEYS)
      responses.push(...(await Promise.all(containers.map(({ requestQueues }) => requestQueues(key)))));
    return responses;
  };
  await requestEveryKey();
  await requestEveryKey();
  assert.equal(simulator.calls.api, KEYS.length);
  const skip = (ms: number) => {
    for (const own of ports) own.skip(ms);
  };
  return { redis, simulator, skip, requestEveryKey };
}

for (const size of [1, 4])
  describe(`while Redis is out, ${size} ${size === 1 ? 'container serves its' : 'containers serve their'} own copies`, () => {
    test('within their TTL, and call Genesys for none', async (t) => {
      const { redis, simulator, skip, requestEveryKey } = await startContainers(t, size);
      await redis.kill();
      for (let round = 1; round <= ROUNDS; round++) {
        for (const { statusCode, headers } of await requestEveryKey()) {
          assert.equal(statusCode, 200);
          assert.match(String(headers['Cache-Status']), LOCAL_HIT);
        }
        skip(PAUSE_MS);
      }
      assert.equal(simulator.calls.api, KEYS.length);
    });

    test('past their TTL they make one call for each key and container, and none fails', async (t) => {
      const { redis, simulator, skip, requestEveryKey } = await startContainers(t, size);
      await redis.kill();
      skip(400_000);
      for (let round = 1; round <= ROUNDS; round++)
        for (const { statusCode } of await requestEveryKey()) assert.equal(statusCode, 200);
      assert.equal(simulator.calls.api, (1 + size) * KEYS.length);
    });
  });

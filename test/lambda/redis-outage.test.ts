import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Invocation } from '../support/container.ts';
import { type Fleet, startFleet } from '../support/fleet.ts';

/** Keys that every container requests: fewer calls than Genesys allows in a minute, more requests than that. */
const KEYS = Array.from({ length: 20 }, (_, index) => ({ pageSize: 1, pageNumber: index + 1 }));
const ROUNDS = 4;
/** The longest pause of the circuit breaker, and more than the timeout of Redis. */
const PAUSE_MS = 8000;

async function requestEveryKey(fleet: Fleet): Promise<Invocation[]> {
  const responses: Invocation[] = [];
  for (const key of KEYS) responses.push(...(await fleet.requestAll(key)));
  return responses;
}

const countOf = (responses: readonly Invocation[], matches: (response: Invocation) => boolean) =>
  responses.filter(matches).length;

for (const size of [1, 4])
  describe(`while Redis is out, ${size} ${size === 1 ? 'container serves its' : 'containers serve their'} own copies`, () => {
    const limit = async () => ({ GENESYS_CALLS_PER_MINUTE: '60' });

    test('within their TTL, and call Genesys for none', async () => {
      await using fleet = await startFleet({ size, envOf: limit, isCold: true });
      await requestEveryKey(fleet);
      await requestEveryKey(fleet);
      const calls = fleet.simulator.calls.api;
      assert.equal(calls, KEYS.length);
      await fleet.redis.kill();
      const responses: Invocation[] = [];
      for (let round = 1; round <= ROUNDS; round++) {
        responses.push(...(await requestEveryKey(fleet)));
        fleet.skip(PAUSE_MS);
      }
      assert.equal(
        countOf(responses, ({ statusCode }) => statusCode !== 200),
        0,
      );
      assert.equal(
        countOf(responses, ({ line }) => line.localCopy === true),
        responses.length,
      );
      assert.equal(fleet.simulator.calls.api, calls);
    });

    test('past their TTL they make one call for each key and container, and none fails', async () => {
      await using fleet = await startFleet({ size, envOf: limit, isCold: true });
      await requestEveryKey(fleet);
      await requestEveryKey(fleet);
      const calls = fleet.simulator.calls.api;
      await fleet.redis.kill();
      fleet.skip(400_000);
      const responses: Invocation[] = [];
      for (let round = 1; round <= ROUNDS; round++) responses.push(...(await requestEveryKey(fleet)));
      assert.equal(
        countOf(responses, ({ statusCode }) => statusCode !== 200),
        0,
      );
      assert.equal(fleet.simulator.calls.api, calls + size * KEYS.length);
    });
  });

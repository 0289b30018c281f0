import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Redis } from 'ioredis';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { loadMutant } from '../support/simulation/load-mutant.ts';
import { MUTANTS } from '../support/simulation/mutants.ts';

/** More than the mutant that is hardest to find needs. */
const SCHEDULES = 2000;

describe('the simulation finds every defect that is put into the product', () => {
  let server: RedisServer;
  let client: Redis;
  before(async () => {
    server = await startRedisServer();
    client = new Redis<'legacy'>(server.url);
  });
  after(async () => {
    client.disconnect();
    await server.close();
  });

  for (const mutant of MUTANTS) {
    test(`${mutant.store}: ${mutant.name}`, async (t) => {
      const { search, openMemory, openRedis } = await loadMutant(mutant);
      const openStore = mutant.store === 'Redis' ? openRedis(client) : openMemory;
      const failure = await search({ seed: 1, schedules: SCHEDULES, openStore });
      assert(failure, `no invariant is violated in ${SCHEDULES} schedules`);
      assert.equal(failure.violation.invariant, mutant.violates);
      t.diagnostic(`found by schedule ${failure.schedules}`);
    });
  }

  test('a mutant whose text does not occur exactly once is refused', async () => {
    const from = 'no such text';
    const mutant = { file: 'cache/lease.ts', name: 'none', from, to: '', store: 'memory' } as const;
    await assert.rejects(
      loadMutant({ ...mutant, violates: 'no lost wake-up' }),
      /lambda\/cache\/lease.ts has 0 times/,
    );
  });
});

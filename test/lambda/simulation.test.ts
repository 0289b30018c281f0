import { after, before, describe, test } from 'node:test';
import { Redis } from 'ioredis';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { describeFailure } from '../support/simulation/report.ts';
import { search } from '../support/simulation/search.ts';
import { type OpenSharedStore, openMemory, openRedis } from '../support/simulation/shared-store.ts';

async function assertNoViolation(seed: number, schedules: number, openStore: OpenSharedStore): Promise<void> {
  const failure = await search({ seed, schedules, openStore });
  if (failure) throw new Error(describeFailure(failure));
}

test('every invariant holds in 1,000 schedules on the memory store', () =>
  assertNoViolation(1, 1000, openMemory));

describe('on Redis', () => {
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

  test('every invariant holds in 100 of these schedules', () => assertNoViolation(1, 100, openRedis(client)));
});

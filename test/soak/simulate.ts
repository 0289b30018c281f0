import { Redis } from 'ioredis';
import { startRedisServer } from '../support/redis-server.ts';
import { describeFailure } from '../support/simulation/report.ts';
import { search } from '../support/simulation/search.ts';
import { openMemory, openRedis } from '../support/simulation/shared-store.ts';

/**
 * Simulates schedules of the cache's protocol on the memory store, then on Redis. Resolves to the trace of the first one in
 * which an invariant does not hold; undefined if all hold.
 */
export async function simulate(seed: number, schedules: number): Promise<string | undefined> {
  await using server = await startRedisServer();
  const client = new Redis(server.url);
  try {
    for (const openStore of [openMemory, openRedis(client)]) {
      const failure = await search({ seed, schedules, openStore });
      if (failure) return describeFailure(failure);
    }
    return undefined;
  } finally {
    client.disconnect();
  }
}

import { createReadThrough } from '../../../lambda/cache/read-through.ts';
import { createRedisClient } from '../../../lambda/cache/redis-client.ts';
import { createRedisCommands } from '../../../lambda/cache/redis-commands.ts';
import { openRedisConnection } from '../../../lambda/cache/redis-connection.ts';
import { createRedisStore } from '../../../lambda/cache/redis-store.ts';
import { systemClock } from '../../../lambda/clock.ts';
import { parseConfig } from '../../../lambda/config.ts';
import { withDeadline } from '../../../lambda/deadline.ts';
import type { Contender } from '../contender.ts';
import { ownEnvironment } from '../own.ts';

/** The product's cache alone, which is what the libraries are: key in, JSON text out, under a deadline. */
export const contender: Contender = {
  settings: 'the cache without the handler: no Middy, input check, log or metrics; gives the JSON text',
  open: async (options) => {
    const config = parseConfig(ownEnvironment(options));
    if (config.redis === undefined) throw new Error('no Redis');
    const password = { current: () => undefined, prepare: async () => undefined };
    const client = createRedisClient({ ...config.redis, password: password.current });
    const redis = createRedisCommands(
      openRedisConnection(client, password),
      config.redis.timeoutMs,
      systemClock,
    );
    const readThrough = createReadThrough({
      store: createRedisStore(redis),
      clock: systemClock,
      random: Math.random,
      policy: {
        refreshBudgetMs: config.refreshBudgetMs,
        storeReserveMs: config.redis.timeoutMs,
        negativeSeconds: config.cacheNegativeSeconds,
        maxEntryBytes: config.cacheMaxEntryBytes,
      },
    });
    return {
      ask: ({ key, load }) =>
        withDeadline(config.requestBudgetMs, systemClock, (deadline) =>
          readThrough({
            key,
            deadline,
            ttlSeconds: config.cacheTtlSeconds,
            staleSeconds: config.cacheStaleSeconds,
            load: async () => JSON.stringify(await load()),
            observe: () => undefined,
          }),
        ),
    };
  },
};

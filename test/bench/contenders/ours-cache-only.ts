import { createCache } from '../../../lambda/cache/cache.ts';
import { tagsOf } from '../../../lambda/cache/keys.ts';
import { parseConfig } from '../../../lambda/config/environment.ts';
import { openRedis } from '../../../lambda/redis/commands.ts';
import { createRedisStore } from '../../../lambda/redis/store.ts';
import { systemClock } from '../../../lambda/runtime/clock.ts';
import { withDeadline } from '../../../lambda/runtime/deadline.ts';
import type { Contender } from '../contender.ts';
import { ownEnvironment } from '../own.ts';

/** The product's cache alone, which is what the libraries are: key in, JSON text out, under a deadline. */
export const contender: Contender = {
  settings: 'the cache without the handler: no Middy, input check, log or metrics; gives the JSON text',
  open: async (options) => {
    const config = parseConfig(ownEnvironment(options));
    if (config.redis === undefined) throw new Error('no Redis');
    const tags = tagsOf('queues', [{ entityType: 'Queue', ids: 'any' }]);
    const cache = createCache({
      store: createRedisStore(openRedis(config.redis, systemClock)),
      clock: systemClock,
      random: Math.random,
      policy: {
        refreshTimeoutMs: config.refreshTimeoutMs,
        storeReserveMs: config.redis.timeoutMs,
        negativeSeconds: config.cacheNegativeTtlSeconds,
        maxEntryBytes: config.cacheMaxEntryBytes,
      },
    });
    return {
      ask: ({ key, load }) =>
        withDeadline(config.requestTimeoutMs, systemClock, (deadline) =>
          cache.getOrFetch({
            key,
            tags,
            deadline,
            ttlSeconds: config.cacheTtlSeconds,
            staleSeconds: config.cacheStaleIfErrorSeconds,
            fetch: async () => JSON.stringify(await load()),
            observe: () => undefined,
          }),
        ),
    };
  },
};

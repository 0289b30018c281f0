import { markersOf } from '../../../lambda/cache/markers.ts';
import { openRedis } from '../../../lambda/cache/open-redis.ts';
import { createReadThrough } from '../../../lambda/cache/read-through.ts';
import { createRedisStore } from '../../../lambda/cache/redis-store.ts';
import { systemClock } from '../../../lambda/clock.ts';
import { parseConfig } from '../../../lambda/config/environment.ts';
import { withDeadline } from '../../../lambda/deadline.ts';
import type { Contender } from '../contender.ts';
import { ownEnvironment } from '../own.ts';

/** The product's cache alone, which is what the libraries are: key in, JSON text out, under a deadline. */
export const contender: Contender = {
  settings: 'the cache without the handler: no Middy, input check, log or metrics; gives the JSON text',
  open: async (options) => {
    const config = parseConfig(ownEnvironment(options));
    if (config.redis === undefined) throw new Error('no Redis');
    const markers = markersOf('queues', [{ entityType: 'Queue', ids: 'any' }]);
    const readThrough = createReadThrough({
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
          readThrough({
            key,
            markers,
            deadline,
            ttlSeconds: config.cacheTtlSeconds,
            staleSeconds: config.cacheStaleIfErrorSeconds,
            load: async () => JSON.stringify(await load()),
            observe: () => undefined,
          }),
        ),
    };
  },
};

import { openRedis } from './cache/open-redis.ts';
import { createRedisStore } from './cache/redis-store.ts';
import { systemClock } from './clock.ts';
import { composeInvalidation } from './compose-invalidation.ts';
import { ConfigError } from './config.ts';
import { parseInvalidationConfig } from './invalidation-config.ts';
import { createMisconfiguredHandler } from './misconfigured.ts';
import { SERVICE_NAME } from './telemetry/metric-names.ts';

/** The entry of the second function, by which changes in Genesys show at once: composes once, as a container starts. */
async function start() {
  try {
    const config = parseInvalidationConfig(process.env);
    const redis = openRedis(config.redis, systemClock);
    await redis.settled();
    return composeInvalidation(config, createRedisStore(redis)).handler;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return createMisconfiguredHandler(error, process.env.POWERTOOLS_SERVICE_NAME || SERVICE_NAME);
  }
}

/** What Lambda invokes: with messages of SQS that are events of EventBridge, and with requests of API Gateway. */
export const handler = await start();

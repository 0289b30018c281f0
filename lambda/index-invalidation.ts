import { composeInvalidation } from './app-invalidation.ts';
import { parseInvalidationConfig } from './config/environment.ts';
import { ConfigError } from './config/settings-reader.ts';
import { createMisconfiguredHandler } from './http/misconfigured.ts';
import { openRedis } from './redis/commands.ts';
import { createRedisStore } from './redis/store.ts';
import { systemClock } from './runtime/clock.ts';

/** The entry of the second function, by which changes in Genesys show at once: composes once, as a container starts. */
async function start() {
  try {
    const config = parseInvalidationConfig(process.env);
    const redis = openRedis(config.redis, systemClock);
    await redis.settled();
    return composeInvalidation(config, createRedisStore(redis)).handler;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return createMisconfiguredHandler(error);
  }
}

/** What Lambda invokes: with messages of SQS that are events of EventBridge, and with requests of API Gateway. */
export const handler = await start();

import { createInvalidationApp } from './app-invalidation.ts';
import { parseInvalidationConfig } from './config/environment.ts';
import { ConfigError } from './config/settings-reader.ts';
import { createMisconfiguredHandler } from './http/misconfigured.ts';
import { openRedis } from './redis/commands.ts';
import { createRedisStore } from './redis/store.ts';
import { systemClock } from './runtime/clock.ts';

// Lambda's log level, which only decides what Lambda drops. Powertools would use it instead of `logLevel`, and never sample.
delete process.env.AWS_LAMBDA_LOG_LEVEL;

/** Entry of the invalidation function: reads the environment and builds the app once, when a container starts. */
async function start() {
  try {
    const config = parseInvalidationConfig(process.env);
    const redis = openRedis(config.redis, systemClock);
    await redis.settled();
    return createInvalidationApp(config, createRedisStore(redis)).handler;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return createMisconfiguredHandler(error);
  }
}

/** Lambda invokes this, with EventBridge events from SQS and with requests from API Gateway. */
export const handler = await start();

import { ConfigError, type LogLevel, readLogLevel } from './config.ts';
import { type Environment, EnvReader } from './env-reader.ts';
import { type RedisConfig, readRedis } from './redis-config.ts';
import { SERVICE_NAME } from './telemetry/metric-names.ts';

/** What the function that invalidates can be told from outside, checked. */
export interface InvalidationConfig {
  serviceName: string;
  logLevel: LogLevel;
  /** Where the answers are kept that it makes stale. */
  redis: RedisConfig;
  /** Id of the only API key by which `POST /invalidate` may be called; undefined: it needs none. */
  apiKeyId: string | undefined;
}

/**
 * Reads the environment; throws one {@link ConfigError} that lists every problem. Of the variables of the function that
 * answers only those of Redis and of the log matter.
 */
export function parseInvalidationConfig(environment: Environment): InvalidationConfig {
  const env = new EnvReader(environment);
  const redis = readRedis(env);
  if (env.text('REDIS_URL') === undefined)
    env.missing(
      'REDIS_URL',
      'redis:// or rediss://: this function cannot reach a cache that is in the memory of another container',
    );
  const config = {
    serviceName: env.text('POWERTOOLS_SERVICE_NAME') ?? SERVICE_NAME,
    logLevel: readLogLevel(env),
    apiKeyId: env.text('INVALIDATION_API_KEY_ID'),
  };
  if (env.problems.length > 0 || redis === undefined) throw new ConfigError(env.problems);
  return { ...config, redis };
}

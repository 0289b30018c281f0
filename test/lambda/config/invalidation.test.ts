import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseInvalidationConfig } from '../../../lambda/config/environment.ts';
import { ConfigError } from '../../../lambda/config/settings-reader.ts';

const REDIS_URL = 'redis://localhost';

test('the invalidation function requires only REDIS_URL', () => {
  const { redis, ...config } = parseInvalidationConfig({ REDIS_URL });
  assert.deepEqual([redis.host, redis.port, redis.timeoutMs], ['localhost', 6379, 250]);
  assert.deepEqual(config, {
    serviceName: 'genesys-data-action-cache',
    logLevel: 'INFO',
    apiKeyId: undefined,
  });
});

test('the service name, log level, API key and timeout are read from their variables', () => {
  const { redis, ...config } = parseInvalidationConfig({
    REDIS_URL,
    REDIS_TIMEOUT_MS: '150',
    POWERTOOLS_SERVICE_NAME: 'cache-prod',
    POWERTOOLS_LOG_LEVEL: 'WARN',
    INVALIDATION_API_KEY_ID: 'a1b2c3',
  });
  assert.equal(redis.timeoutMs, 150);
  assert.deepEqual(config, { serviceName: 'cache-prod', logLevel: 'WARN', apiKeyId: 'a1b2c3' });
});

test('all problems are reported together, and an invalid REDIS_URL is not reported as missing', () => {
  const problemsOf = (env: Record<string, string>) => {
    try {
      parseInvalidationConfig(env);
    } catch (error) {
      assert(error instanceof ConfigError);
      return error.message.split('\n').slice(1);
    }
    return [];
  };
  const [missing, level, ...others] = problemsOf({ POWERTOOLS_LOG_LEVEL: 'loud' });
  assert.match(missing ?? '', /REDIS_URL is not set, expected redis:\/\/ or rediss:\/\//);
  assert.match(level ?? '', /POWERTOOLS_LOG_LEVEL is "loud"/);
  assert.deepEqual(others, []);
  const wrong = problemsOf({ REDIS_URL: 'http://:hunter2@h' });
  assert.equal(wrong.length, 1);
  assert.match(wrong[0] ?? '', /REDIS_URL is "http:\/\/\*\*\*"/);
});

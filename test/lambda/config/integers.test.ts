import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Config, parseConfig } from '../../../lambda/config/environment.ts';
import { needed, problemsOf } from '../../support/config-problems.ts';

const MEBIBYTE = 1024 * 1024;
const redisUrl = 'redis://localhost';
type Read = (config: Config) => number | undefined;
const integers: { name: string; read: Read; min: number; max: number }[] = [
  { name: 'CACHE_TTL_SECONDS', read: (config: Config) => config.cacheTtlSeconds, min: 1, max: 86_400 },
  {
    name: 'CACHE_STALE_IF_ERROR_SECONDS',
    read: ({ cacheStaleIfErrorSeconds }) => cacheStaleIfErrorSeconds,
    min: 0,
    max: 604_800,
  },
  {
    name: 'CACHE_NEGATIVE_TTL_SECONDS',
    read: ({ cacheNegativeTtlSeconds }) => cacheNegativeTtlSeconds,
    min: 0,
    max: 3600,
  },
  {
    name: 'CACHE_MAX_ENTRY_BYTES',
    read: ({ cacheMaxEntryBytes }) => cacheMaxEntryBytes,
    min: 1024,
    max: 64 * MEBIBYTE,
  },
  { name: 'REFRESH_TIMEOUT_MS', read: ({ refreshTimeoutMs }) => refreshTimeoutMs, min: 100, max: 60_000 },
  {
    name: 'GENESYS_MAX_RESPONSE_BYTES',
    read: ({ genesys }) => genesys.maxResponseBytes,
    min: 1024,
    max: 64 * MEBIBYTE,
  },
  {
    name: 'RESPONSE_MAX_BYTES',
    read: ({ responseMaxBytes }) => responseMaxBytes,
    min: 1024,
    max: 6_000_000,
  },
  {
    name: 'GENESYS_CALLS_PER_MINUTE',
    read: ({ genesys }) => genesys.callsPerMinute,
    min: 0,
    max: 1_000_000,
  },
  { name: 'REQUEST_TIMEOUT_MS', read: (config: Config) => config.requestTimeoutMs, min: 100, max: 60_000 },
  { name: 'REDIS_TIMEOUT_MS', read: (config: Config) => config.redis?.timeoutMs, min: 10, max: 5000 },
  {
    name: 'GENESYS_TIMEOUT_MS',
    read: (config: Config) => config.genesys.callTimeoutMs,
    min: 100,
    max: 60_000,
  },
];
for (const { name, read, min, max } of integers) {
  test(`${name} accepts integers from ${min} to ${max}`, () => {
    const env = { ...needed, REDIS_URL: redisUrl };
    for (const value of [min, max]) assert.equal(read(parseConfig({ ...env, [name]: String(value) })), value);
    for (const wrong of [String(min - 1), String(max + 1), '1.5', 'many', '-1'])
      assert.deepEqual(problemsOf({ ...env, [name]: wrong }), [
        `${name} is "${wrong}", expected an integer from ${min} to ${max}`,
      ]);
  });
}

test('REDIS_TIMEOUT_MS is validated even without REDIS_URL', () => {
  assert.equal(problemsOf({ ...needed, REDIS_TIMEOUT_MS: 'fast' }).length, 1);
});

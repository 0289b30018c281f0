import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataActions } from '../../../lambda/actions/catalog.ts';
import { queue } from '../../../lambda/actions/queue.ts';
import { queueWaitTime } from '../../../lambda/actions/queue-wait-time.ts';
import { jitteredLifetimeMs } from '../../../lambda/cache/freshness.ts';
import { parseConfig } from '../../../lambda/config/environment.ts';
import { lifetimeOf, maxTtlSeconds, ttlVariable } from '../../../lambda/config/lifetime.ts';
import { ConfigError } from '../../../lambda/config/settings-reader.ts';

const needed = {
  GENESYS_REGION: 'mypurecloud.ie',
  GENESYS_CLIENT_ID: 'client-1',
  GENESYS_CLIENT_SECRET: 'hunter2',
};
const settings = { cacheTtlSeconds: 300, cacheStaleIfErrorSeconds: 3600, cacheTtlSecondsByAction: new Map() };
const KNOWN = Array.from(dataActions.keys(), ttlVariable).join(', ');

for (const [label, action, set, lifetime] of [
  ['the global TTL', queue, {}, { ttlSeconds: 300, staleIfErrorSeconds: 3600, maxAgeSeconds: undefined }],
  [
    "the action's own default",
    queueWaitTime,
    {},
    { ttlSeconds: 10, staleIfErrorSeconds: 50, maxAgeSeconds: 60 },
  ],
  [
    "the action's own default TTL and the configured stale time, which is shorter",
    queueWaitTime,
    { cacheTtlSeconds: 5, cacheStaleIfErrorSeconds: 20 },
    { ttlSeconds: 10, staleIfErrorSeconds: 20, maxAgeSeconds: 60 },
  ],
  [
    'its configured TTL',
    queueWaitTime,
    { cacheTtlSecondsByAction: new Map([['queue-wait-time', 54]]) },
    { ttlSeconds: 54, staleIfErrorSeconds: 6, maxAgeSeconds: 60 },
  ],
  [
    'its configured TTL, without its own default',
    queue,
    { cacheTtlSecondsByAction: new Map([['queue', 7]]) },
    { ttlSeconds: 7, staleIfErrorSeconds: 3600, maxAgeSeconds: undefined },
  ],
] as const) {
  test(`${action.name} has ${label}: ${JSON.stringify(lifetime)}`, () => {
    assert.deepEqual(lifetimeOf(action, { ...settings, ...set }), lifetime);
  });
}

for (const [maxAgeSeconds, max] of [
  [undefined, 86_400],
  [60, 54],
  [56, 50],
  [54.9, 49],
  [1_000_000, 86_400],
] as const) {
  test(`a max age of ${maxAgeSeconds} s allows a TTL of up to ${max} s`, () => {
    assert.equal(maxTtlSeconds({ ...queue, maxAgeSeconds }), max);
  });
}

test('with the maximum TTL and full jitter, an entry expires before its maximum age', () => {
  for (const maxAgeSeconds of [1.1, 55, 56, 60, 3600])
    assert.ok(
      jitteredLifetimeMs(maxTtlSeconds({ ...queue, maxAgeSeconds }), 1) <= maxAgeSeconds * 1000,
      `${maxAgeSeconds}`,
    );
});

test('each data action has its own TTL variable', () => {
  assert.equal(ttlVariable('queue-wait-time'), 'CACHE_TTL_SECONDS_QUEUE_WAIT_TIME');
  assert.equal(ttlVariable('queues'), 'CACHE_TTL_SECONDS_QUEUES');
});

function problemsOf(env: Record<string, string>): string[] {
  try {
    parseConfig({ ...needed, ...env });
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message.split('\n  - ').slice(1);
  }
  return [];
}

test('each TTL variable sets the TTL of its data action, and an empty one is ignored', () => {
  const env = {
    CACHE_TTL_SECONDS: '60',
    CACHE_TTL_SECONDS_QUEUE: '86400',
    CACHE_TTL_SECONDS_QUEUE_WAIT_TIME: '54',
    CACHE_TTL_SECONDS_USER_STATUS: '1',
    CACHE_TTL_SECONDS_QUEUES: ' ',
    CACHE_TTL_SECONDS_OTHER: '',
  };
  const { cacheTtlSeconds, cacheTtlSecondsByAction } = parseConfig({ ...needed, ...env });
  assert.equal(cacheTtlSeconds, 60);
  assert.deepEqual(Object.fromEntries(cacheTtlSecondsByAction), {
    queue: 86_400,
    'queue-wait-time': 54,
    'user-status': 1,
  });
});

for (const [name, value, problem] of [
  ['CACHE_TTL_SECONDS_QUEUE', '0', 'is "0", expected an integer from 1 to 86400'],
  ['CACHE_TTL_SECONDS_QUEUE', '86401', 'is "86401", expected an integer from 1 to 86400'],
  ['CACHE_TTL_SECONDS_QUEUE_WAIT_TIME', '55', 'is "55", expected an integer from 1 to 54'],
  ['CACHE_TTL_SECONDS_USER_STATUS', '1.5', 'is "1.5", expected an integer from 1 to 54'],
  ['CACHE_TTL_SECONDS_QUEUE_WAITTIME', '5', `belongs to no data action, expected one of ${KNOWN}`],
  ['CACHE_TTL_SECONDS_queue', '5', `belongs to no data action, expected one of ${KNOWN}`],
  ['CACHE_TTL_SECONDS_', '5', `belongs to no data action, expected one of ${KNOWN}`],
] as const) {
  test(`${name}=${value} is an error`, () => {
    assert.deepEqual(problemsOf({ [name]: value }), [`${name} ${problem}`]);
  });
}

test('all invalid TTLs are reported together', () => {
  const wrong = { CACHE_TTL_SECONDS_QUEUE: 'x', CACHE_TTL_SECONDS: 'y', CACHE_TTL_SECONDS_OTHER: '5' };
  assert.equal(problemsOf(wrong).length, 3);
});

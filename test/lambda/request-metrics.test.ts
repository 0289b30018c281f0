import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DataActionError } from '../../lambda/errors.ts';
import { GenesysRateLimited, GenesysUnavailable, InvalidInput } from '../../lambda/errors.ts';
import { requestMetrics } from '../../lambda/request-metrics.ts';
import type { TelemetryEvent } from '../../lambda/telemetry.ts';

const read = (outcome: 'hit' | 'uri-miss' | 'stale' | 'miss' | 'bypass'): TelemetryEvent => ({
  type: 'cache.read',
  outcome,
  durationMs: 1,
});
const attempt = (outcome: string): TelemetryEvent => ({
  type: 'genesys.attempt',
  attempt: 1,
  outcome,
  durationMs: 1,
});
const write = (outcome: 'stored' | 'failed'): TelemetryEvent => ({
  type: 'cache.write',
  outcome,
  durationMs: 1,
  bytes: 1,
});

interface Case {
  name: string;
  events: TelemetryEvent[];
  error?: DataActionError | Error;
  outcome: string;
  counts: Record<string, number>;
}

const cases: Case[] = [
  { name: 'a hit', events: [read('hit')], outcome: 'hit', counts: { CacheHits: 1 } },
  {
    name: 'a miss',
    events: [read('uri-miss'), attempt('ok'), write('stored')],
    outcome: 'miss',
    counts: { CacheMisses: 1, GenesysCalls: 1 },
  },
  {
    name: 'an expired entry',
    events: [read('stale'), attempt('ok'), write('stored')],
    outcome: 'miss',
    counts: { CacheMisses: 1, GenesysCalls: 1 },
  },
  {
    name: 'a write that failed',
    events: [read('miss'), attempt('ok'), write('failed')],
    outcome: 'miss',
    counts: { CacheMisses: 1, GenesysCalls: 1, RedisErrors: 1 },
  },
  {
    name: 'a cache that did not answer',
    events: [read('bypass'), attempt('ok')],
    outcome: 'bypass',
    counts: { CacheBypasses: 1, RedisErrors: 1, GenesysCalls: 1 },
  },
  {
    name: 'retries that were spent',
    events: [
      read('uri-miss'),
      attempt('genesys_unavailable'),
      attempt('genesys_rate_limited'),
      attempt('genesys_unavailable'),
    ],
    error: new GenesysUnavailable(''),
    outcome: 'error',
    counts: { CacheMisses: 1, GenesysCalls: 3, GenesysUnavailable: 2, GenesysRateLimited: 1, Errors: 1 },
  },
  {
    name: 'a rate limit',
    events: [read('uri-miss'), attempt('genesys_rate_limited')],
    error: new GenesysRateLimited(''),
    outcome: 'error',
    counts: { CacheMisses: 1, GenesysCalls: 1, GenesysRateLimited: 1 },
  },
  {
    name: 'a refused login',
    events: [read('uri-miss'), attempt('genesys_authentication_failed')],
    error: new GenesysUnavailable(''),
    outcome: 'error',
    counts: { CacheMisses: 1, GenesysCalls: 1, GenesysAuthenticationFailed: 1, Errors: 1 },
  },
  { name: "a caller's mistake", events: [], error: new InvalidInput([]), outcome: 'error', counts: {} },
  { name: 'a defect', events: [], error: new Error('?'), outcome: 'error', counts: { Errors: 1 } },
];

for (const { name, events, error, outcome, counts } of cases) {
  test(`${name} counts as ${JSON.stringify(counts)}`, () => {
    const head = {
      requestId: '',
      correlationId: undefined,
      method: 'POST',
      path: '/dataaction/queues',
      statusCode: 200,
    };
    assert.deepEqual(requestMetrics({ ...head, durationMs: 12.4, error, events }), {
      counts: { Requests: 1, ...counts },
      latencyMs: 12.4,
      outcome,
    });
  });
}

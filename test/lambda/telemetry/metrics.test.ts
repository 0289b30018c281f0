import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreCircuitOpen } from '../../../lambda/cache/store.ts';
import { DataActionError, InvalidInput } from '../../../lambda/errors.ts';
import type { TelemetryEvent } from '../../../lambda/telemetry/events.ts';
import { requestMetrics } from '../../../lambda/telemetry/metrics.ts';
import { attempt, failure, lease, read, result, write } from '../../support/telemetry-events.ts';

const skipped = new StoreCircuitOpen('skipped');

interface Case {
  name: string;
  events: TelemetryEvent[];
  error?: DataActionError | Error;
  outcome: string;
  counts: Record<string, number>;
}

const cases: Case[] = [
  { name: 'a hit', events: [read('hit'), result('hit')], outcome: 'hit', counts: { CacheHits: 1 } },
  {
    name: 'a miss',
    events: [read('uri-miss'), lease('acquired'), attempt('ok'), write('stored'), result('miss')],
    outcome: 'miss',
    counts: { CacheMisses: 1, GenesysCalls: 1 },
  },
  {
    name: 'an expired entry',
    events: [read('stale'), lease('acquired'), attempt('ok'), write('stored'), result('miss')],
    outcome: 'miss',
    counts: { CacheMisses: 1, GenesysCalls: 1 },
  },
  {
    name: 'a write that failed',
    events: [read('uri-miss'), lease('acquired'), attempt('ok'), write('failed'), result('miss')],
    outcome: 'miss',
    counts: { CacheMisses: 1, GenesysCalls: 1, RedisErrors: 1 },
  },
  {
    name: 'an unreadable entry',
    events: [read('miss'), lease('acquired'), attempt('ok'), write('stored'), result('miss')],
    outcome: 'miss',
    counts: { CacheMisses: 1, EntriesMalformed: 1, GenesysCalls: 1 },
  },
  {
    name: 'a response that is too large to be stored',
    events: [read('uri-miss'), lease('acquired'), attempt('ok'), write('too-large'), result('miss')],
    outcome: 'miss',
    counts: { CacheMisses: 1, EntriesTooLarge: 1, GenesysCalls: 1 },
  },
  {
    name: 'a response that is older than the stored entry',
    events: [read('uri-miss'), lease('acquired'), attempt('ok'), write('superseded'), result('miss')],
    outcome: 'miss',
    counts: { CacheMisses: 1, WritesSuperseded: 1, GenesysCalls: 1 },
  },
  {
    name: 'a stale result while another container refreshes the entry',
    events: [read('stale'), lease('held'), result('stale')],
    outcome: 'stale',
    counts: { CacheMisses: 1, StaleResponses: 1 },
  },
  {
    name: 'a stale result after a failure that is then remembered',
    events: [
      read('stale'),
      lease('acquired'),
      attempt('genesys_unavailable'),
      failure('stored'),
      result('stale'),
    ],
    outcome: 'stale',
    counts: { CacheMisses: 1, StaleResponses: 1, GenesysCalls: 1, GenesysUnavailable: 1 },
  },
  {
    name: 'a stale result because of a remembered failure',
    events: [read('stale'), lease('failed'), result('stale')],
    outcome: 'stale',
    counts: { CacheMisses: 1, StaleResponses: 1, RememberedFailures: 1 },
  },
  {
    name: 'a failure that could not be stored',
    events: [read('uri-miss'), lease('acquired'), attempt('genesys_unavailable'), failure('failed')],
    error: new DataActionError('genesys_unavailable', ''),
    outcome: 'error',
    counts: { CacheMisses: 1, GenesysCalls: 1, GenesysUnavailable: 1, RedisErrors: 1, Errors: 1 },
  },
  {
    name: 'a collapsed request',
    events: [read('uri-miss'), lease('changed'), result('collapsed')],
    outcome: 'collapsed',
    counts: { CacheMisses: 1, CollapsedRequests: 1 },
  },
  {
    name: "a hit in the container's own copies",
    events: [
      read('bypass', { cause: new StoreCircuitOpen() }),
      {
        type: 'cache.result',
        result: { outcome: 'hit', value: '{}', ageSeconds: 1, ttlSeconds: 2, isLocal: true },
      },
    ],
    outcome: 'hit',
    counts: { CacheBypasses: 1, CacheHits: 1, LocalCopies: 1, RedisCircuitOpen: 1 },
  },
  {
    name: 'a call withheld by the rate limiter',
    events: [
      read('uri-miss'),
      lease('acquired'),
      { type: 'genesys.throttled', waitMs: 1000 },
      failure('stored'),
    ],
    error: new DataActionError('genesys_rate_limited', ''),
    outcome: 'error',
    counts: { CacheMisses: 1, CallsThrottled: 1 },
  },
  {
    name: 'a failure to acquire the lease, after which Redis is skipped',
    events: [
      read('uri-miss'),
      lease('unavailable', { cause: new Error('?') }),
      attempt('genesys_unavailable'),
      failure('failed', skipped),
    ],
    error: new DataActionError('genesys_unavailable', ''),
    outcome: 'error',
    counts: {
      CacheMisses: 1,
      RedisCircuitOpen: 1,
      GenesysCalls: 1,
      GenesysUnavailable: 1,
      RedisErrors: 1,
      Errors: 1,
    },
  },
  {
    name: 'a bypass because the circuit breaker is open',
    events: [{ type: 'cache.read', outcome: 'bypass', durationMs: 0, cause: skipped }, result('bypass')],
    outcome: 'bypass',
    counts: { CacheBypasses: 1, RedisCircuitOpen: 1 },
  },
  {
    name: 'a missing permission',
    events: [read('uri-miss'), lease('acquired'), attempt('genesys_permission_denied'), failure('stored')],
    error: new DataActionError('genesys_permission_denied', 'routing:queue:view'),
    outcome: 'error',
    counts: { CacheMisses: 1, GenesysCalls: 1, GenesysPermissionDenied: 1 },
  },
  {
    name: 'a bypass because Redis did not reply',
    events: [read('bypass'), attempt('ok'), result('bypass')],
    outcome: 'bypass',
    counts: { CacheBypasses: 1, RedisErrors: 1, GenesysCalls: 1 },
  },
  {
    name: 'a call that fails after all its retries',
    events: [
      read('uri-miss'),
      attempt('genesys_unavailable'),
      attempt('genesys_rate_limited'),
      attempt('genesys_unavailable'),
    ],
    error: new DataActionError('genesys_unavailable', ''),
    outcome: 'error',
    counts: { CacheMisses: 1, GenesysCalls: 3, GenesysUnavailable: 2, GenesysRateLimited: 1, Errors: 1 },
  },
  {
    name: 'a rate limit',
    events: [read('uri-miss'), attempt('genesys_rate_limited')],
    error: new DataActionError('genesys_rate_limited', ''),
    outcome: 'error',
    counts: { CacheMisses: 1, GenesysCalls: 1, GenesysRateLimited: 1 },
  },
  {
    name: 'a rejected login',
    events: [read('uri-miss'), attempt('genesys_authentication_failed')],
    error: new DataActionError('genesys_unavailable', ''),
    outcome: 'error',
    counts: { CacheMisses: 1, GenesysCalls: 1, GenesysAuthenticationFailed: 1, Errors: 1 },
  },
  { name: 'invalid input', events: [], error: new InvalidInput([]), outcome: 'error', counts: {} },
  { name: 'an internal error', events: [], error: new Error('?'), outcome: 'error', counts: { Errors: 1 } },
];

for (const { name, events, error, outcome, counts } of cases) {
  test(`${name} counts as ${JSON.stringify(counts)}`, () => {
    const request = {
      requestId: '',
      correlationId: undefined,
      method: 'POST',
      path: '/dataaction/queues',
      target: 'data-action',
      statusCode: 200,
    } as const;
    assert.deepEqual(requestMetrics({ ...request, durationMs: 12.4, error, events }), {
      counts: { Requests: 1, ...counts },
      latencyMs: 12.4,
      outcome,
    });
  });
}

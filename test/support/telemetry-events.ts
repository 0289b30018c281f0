import type { CacheOutcome, CacheResult } from '../../lambda/cache/result.ts';
import type { TelemetryEvent } from '../../lambda/telemetry/events.ts';

export const read = (
  outcome: 'hit' | 'uri-miss' | 'stale' | 'miss' | 'bypass',
  more: { cause?: Error } = {},
): TelemetryEvent => ({
  type: 'cache.read',
  outcome,
  durationMs: 1,
  ...more,
});
export const attempt = (outcome: string): TelemetryEvent => ({
  type: 'genesys.attempt',
  attempt: 1,
  outcome,
  durationMs: 1,
});
export const write = (outcome: 'stored' | 'superseded' | 'too-large' | 'failed'): TelemetryEvent => ({
  type: 'cache.write',
  outcome,
  durationMs: 1,
  bytes: 1,
});
export const lease = (
  outcome: 'changed' | 'failed' | 'acquired' | 'held' | 'unavailable',
  more: { cause?: Error } = {},
): TelemetryEvent => ({
  type: 'cache.lease',
  outcome,
  durationMs: 1,
  polls: 0,
  ...more,
});
const data = { value: '{}', ageSeconds: 0 };
const RESULTS: { readonly [Outcome in CacheOutcome]: Extract<CacheResult, { outcome: Outcome }> } = {
  hit: { outcome: 'hit', ...data, ttlSeconds: 288 },
  stale: { outcome: 'stale', ...data, ttlSeconds: -12, reason: 'genesys_unavailable' },
  miss: { outcome: 'miss', ...data, forward: 'uri-miss', storage: 'stored' },
  collapsed: { outcome: 'collapsed', ...data, forward: 'uri-miss' },
  bypass: { outcome: 'bypass', ...data },
};
export const result = (outcome: CacheOutcome): TelemetryEvent => ({
  type: 'cache.result',
  result: RESULTS[outcome],
});
export const failure = (outcome: 'stored' | 'failed', cause?: Error): TelemetryEvent => ({
  type: 'cache.failure',
  outcome,
  code: 'genesys_unavailable',
  windowMs: 1000,
  cause,
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refreshLeadMs, usableMs } from '../../../lambda/genesys/token-lifetime.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

for (const [lifetimeMs, expectedMs] of [
  [0, 0],
  [30 * SECOND_MS, 0],
  [30 * SECOND_MS + 1, 1],
  [1.5 + 30 * SECOND_MS, 1],
  [24 * HOUR_MS, 24 * HOUR_MS - 30 * SECOND_MS],
  [Number.MAX_VALUE, 168 * HOUR_MS - 30 * SECOND_MS],
] as const)
  test(`a token with a lifetime of ${lifetimeMs} ms is used for ${expectedMs} ms`, () => {
    assert.equal(usableMs(lifetimeMs), expectedMs);
  });

for (const [lifeMs, expectedMs] of [
  [0, 0],
  [1, 0],
  [30 * SECOND_MS, 15 * SECOND_MS],
  [MINUTE_MS, 30 * SECOND_MS],
  [5 * MINUTE_MS, 30 * SECOND_MS],
  [5 * MINUTE_MS + 10, 30 * SECOND_MS + 1],
  [100 * MINUTE_MS - 10, 10 * MINUTE_MS - 1],
  [100 * MINUTE_MS, 10 * MINUTE_MS],
  [24 * HOUR_MS, 10 * MINUTE_MS],
] as const)
  test(`a token that is used for ${lifeMs} ms is refreshed ${expectedMs} ms before its end`, () => {
    assert.equal(refreshLeadMs(lifeMs), expectedMs);
  });

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CacheResult } from '../../lambda/cache/result.ts';
import { cacheStatusHeader } from '../../lambda/http/response.ts';
import { readDocument, tableOf } from '../support/markdown.ts';

const data = { value: '{}', ageSeconds: 12 };
const miss = { outcome: 'miss', ...data, storage: 'stored' } as const;

/** A result for each row of the table, in its order. */
const RESULTS: readonly CacheResult[] = [
  { outcome: 'hit', ...data, ttlSeconds: 288 },
  { outcome: 'stale', ...data, ttlSeconds: -12, reason: 'genesys_unavailable' },
  { outcome: 'stale', ...data, ttlSeconds: -1, reason: 'collapsed' },
  { ...miss, forward: 'uri-miss' },
  { ...miss, forward: 'stale' },
  { ...miss, forward: 'miss' },
  { ...miss, forward: 'uri-miss', storage: 'too-large' },
  { outcome: 'collapsed', ...data, forward: 'uri-miss' },
  { outcome: 'bypass', ...data },
];

test('docs/reference.md shows the Cache-Status of each outcome as the function sends it', () => {
  const rows = tableOf(
    readDocument('docs/reference.md'),
    '| outcome | `Cache-Status` after the name | when |',
  );
  assert.deepEqual(
    rows.map(([outcome, status]) => [outcome, status]),
    RESULTS.map((result) => [
      `\`${result.outcome}\``,
      `\`${cacheStatusHeader(result).replace('GenesysDataActionCache; ', '')}\``,
    ]),
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessLogFormat } from '../../infra/constructs/access-log.ts';
import { asDataActionError } from '../../lambda/errors.ts';
import { eventFields } from '../../lambda/invalidation/sqs-telemetry.ts';
import { requestFields } from '../../lambda/telemetry/log-line.ts';
import { codeBlocksOf, readDocument } from '../support/markdown.ts';

/** The fields of the data action function's log: all request fields, and those of Powertools. */
const FUNCTION_FIELDS = [
  ...Object.keys(
    requestFields({
      requestId: 'r',
      correlationId: 'c',
      method: 'POST',
      path: '/',
      target: 'data-action',
      statusCode: 500,
      durationMs: 1,
      error: asDataActionError(new Error('x')),
      events: [
        { type: 'request', action: 'a', key: 'k' },
        { type: 'cache.read', outcome: 'bypass', durationMs: 1, cause: 'x' },
        { type: 'genesys.token', outcome: 'ok', durationMs: 1 },
        { type: 'genesys.attempt', attempt: 1, outcome: 'ok', durationMs: 1 },
        { type: 'genesys.backoff', delayMs: 1 },
        { type: 'cache.write', outcome: 'stored', durationMs: 1, bytes: 1 },
      ],
    }),
  ),
  ...['level', 'message', 'cold_start'],
];
/** The fields of the invalidation function's log: all event fields. */
const EVENT_FIELDS = Object.keys(
  eventFields({
    eventId: 'e',
    correlationId: 'c',
    outcome: 'failed',
    reason: 'r',
    change: { entityType: 'Queue', entityId: 'q' },
    auditAction: 'Update',
    actions: ['queues'],
    durationMs: 1,
    lagMs: 1,
    auditLagMs: 1,
    error: new Error('x'),
  }),
);
const ACCESS_FIELDS = Object.keys(JSON.parse(accessLogFormat().toString()));
/** The fields of Lambda's own log lines, from its Telemetry API, and of uncaught errors. */
const PLATFORM_FIELDS = ['type', 'record', 'errorType', 'errorMessage'];
const WORDS_OF_THE_LANGUAGE =
  /^(filter|fields|stats|sort|limit|by|as|and|or|in|like|asc|desc|count|avg|sum|max|pct|latest|bin|ispresent|\d.*)$/;

/** The fields that a query reads, without keywords, strings and names that the query defines. */
function fieldsOf(query: string): string[] {
  const given = Array.from(query.matchAll(/\bas (\w+)/g), ([, name]) => name);
  const bare = query.replace(/"[^"]*"|\/[^/\n]*\//g, '');
  return Array.from(bare.matchAll(/@?[\w.]+/g), ([word]) => word).filter(
    (word) => !word.startsWith('@') && !WORDS_OF_THE_LANGUAGE.test(word) && !given.includes(word),
  );
}

test('every Logs Insights query in the runbook reads only fields that the logs have', () => {
  const queries = codeBlocksOf(readDocument('docs/runbook.md'), 'text');
  assert.ok(queries.length > 0);
  const known = [...FUNCTION_FIELDS, ...EVENT_FIELDS, ...ACCESS_FIELDS, ...PLATFORM_FIELDS];
  for (const query of queries)
    for (const field of fieldsOf(query))
      assert.ok(known.includes(field.split('.')[0] ?? ''), `${field} in ${query}`);
});

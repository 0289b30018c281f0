import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accessLogFormat } from '../../infra/constructs/access-log.ts';
import { InternalError } from '../../lambda/errors/service-errors.ts';
import { eventFields } from '../../lambda/invalidation/event-telemetry.ts';
import { requestFields } from '../../lambda/telemetry/request-fields.ts';
import { anchorOf, codeBlocksOf, headingsOf, linksOf, readDocument } from '../support/markdown.ts';
import { onlyOf, resourcesOf, synthStack } from '../support/synth-stack.ts';
import { resolveValue } from '../support/template-value.ts';

const RUNBOOK = 'docs/runbook.md';
const runbook = readDocument(RUNBOOK);
const prod = synthStack({ stage: 'prod' });
const alarms = resourcesOf(prod, 'AWS::CloudWatch::Alarm').map(({ Properties }) => ({
  name: String(Properties.AlarmName),
  description: String(Properties.AlarmDescription),
}));

/** What a line of the function's log may hold: a request on which everything happened, and what Powertools adds. */
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
      error: new InternalError(new Error('x')),
      events: [
        { type: 'question', action: 'a', key: 'k' },
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
/** What a line of the other function may hold: of an event that has everything. */
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
    error: new Error('x'),
  }),
);
const ACCESS_FIELDS = Object.keys(JSON.parse(accessLogFormat().toString()));
/** Lambda's own lines, by its Telemetry API, and of an error that nobody caught. */
const PLATFORM_FIELDS = ['type', 'record', 'errorType', 'errorMessage'];
const WORDS_OF_THE_LANGUAGE =
  /^(filter|fields|stats|sort|limit|by|as|and|or|in|like|asc|desc|count|avg|sum|max|pct|latest|bin|ispresent|\d.*)$/;

/** The fields that a query reads: no words of the language, no texts, no names that it gives itself. */
function fieldsOf(query: string): string[] {
  const given = Array.from(query.matchAll(/\bas (\w+)/g), ([, name]) => name);
  const bare = query.replace(/"[^"]*"|\/[^/\n]*\//g, '');
  return Array.from(bare.matchAll(/@?[\w.]+/g), ([word]) => word).filter(
    (word) => !word.startsWith('@') && !WORDS_OF_THE_LANGUAGE.test(word) && !given.includes(word),
  );
}

describe('the runbook', () => {
  test('there are alarms to be found in it', () => {
    assert.ok(alarms.length > 0);
  });

  for (const { name, description } of alarms)
    test(`has the heading that ${name} links to`, () => {
      const [, anchor = ''] = new RegExp(`What to do: ${RUNBOOK}#(\\S+)$`).exec(description) ?? [];
      assert.notEqual(anchor, '', description);
      assert.ok(headingsOf(runbook, 2).map(anchorOf).includes(anchor), `no heading for #${anchor}`);
    });

  test('has no heading without an alarm, and none twice', () => {
    const ids = alarms.map(({ name }) => name.slice(prod.stack.stackName.length + 1));
    assert.deepEqual(headingsOf(runbook, 2).sort(), ids.sort());
    assert.deepEqual(headingsOf(runbook, 3), []);
  });

  test('tells of each alarm what it means, how to look, what to do and when it is over', () => {
    for (const section of runbook.split(/^## /m).slice(1))
      for (const part of [/^\*\*For callers\.\*\*/m, /^\*\*Look\.\*\*/m, /^\*\*Causes, /m, /^\*\*Over\*\*/m])
        assert.match(section, part);
  });

  test('links to its own headings only where they are', () => {
    const anchors = headingsOf(runbook, 2).map(anchorOf);
    for (const link of linksOf(runbook).filter((address) => address.startsWith('#')))
      assert.ok(anchors.includes(link.slice(1)), link);
  });

  test('names graphs that are on the dashboard', () => {
    const { DashboardBody } = onlyOf(prod, 'AWS::CloudWatch::Dashboard');
    const body: { widgets: { properties: { title: string } }[] } = JSON.parse(
      resolveValue(DashboardBody, (id) => id),
    );
    const titles = body.widgets.map(({ properties }) => properties.title);
    const named = Array.from(
      runbook.matchAll(/[Gg]raphs?((?: "[^"]+"(?: \([^)]*\))?,?)+)/g),
      ([, list]) => list,
    );
    const graphs = named.flatMap((list = '') =>
      Array.from(list.matchAll(/"([^"]+)"/g), ([, title = '']) => title),
    );
    assert.ok(graphs.length > 10);
    for (const graph of graphs.filter((title) => !title.startsWith('Latency')))
      assert.ok(
        titles.some((title) => title.startsWith(graph)),
        graph,
      );
  });

  test('asks the logs for fields that they have', () => {
    const queries = codeBlocksOf(runbook, 'text');
    assert.ok(queries.length >= 8);
    const known = [...FUNCTION_FIELDS, ...EVENT_FIELDS, ...ACCESS_FIELDS, ...PLATFORM_FIELDS];
    for (const query of queries)
      for (const field of fieldsOf(query))
        assert.ok(known.includes(field.split('.')[0] ?? ''), `${field} in ${query}`);
  });
});

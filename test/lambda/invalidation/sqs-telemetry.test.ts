import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { LogLevel } from '../../../lambda/config/settings.ts';
import { DataActionError } from '../../../lambda/errors.ts';
import { createEventTelemetry, type EventRecord } from '../../../lambda/invalidation/sqs-telemetry.ts';
import { createPowertools } from '../../../lambda/telemetry/telemetry.ts';
import { OF_QUEUES } from '../../support/invalidation.ts';
import { lambdaContext } from '../../support/lambda-context.ts';

const CONTEXT = { ...lambdaContext(), awsRequestId: 'lambda-1' };
const CHANGE = { entityType: 'Queue', entityId: 'ef871c05-3104-464f-a268-17ded0a21903' };

/** Returns the log line and the metrics of an event. */
function outputFor(t: TestContext, changes: Partial<EventRecord>, logLevel: LogLevel = 'INFO') {
  const lines: Record<string, unknown>[] = [];
  const write = (text: string | Uint8Array) => lines.push(JSON.parse(String(text))) > 0;
  const mocks = [process.stdout, process.stderr].map((stream) => t.mock.method(stream, 'write', write));
  const record = { eventId: 'event-1', outcome: 'invalidated', durationMs: 12.4 } as const;
  const powertools = createPowertools({ serviceName: 'genesys-data-action-cache', logLevel });
  createEventTelemetry(powertools).events([{ ...record, ...changes }], CONTEXT);
  for (const mock of mocks) mock.mock.restore();
  const [metrics] = lines.filter((line) => '_aws' in line);
  const [line] = lines.filter((line) => !('_aws' in line));
  assert.ok(lines.length <= 2 && metrics !== undefined);
  return { line, metrics };
}

test('an event has one log line and one line of metrics', (t) => {
  const { line, metrics } = outputFor(t, {
    change: CHANGE,
    actions: OF_QUEUES,
    lagMs: 271_500.4,
    auditLagMs: 1500.4,
  });
  const { timestamp, ...fields } = line ?? {};
  assert.ok(Date.parse(String(timestamp)) > 0);
  assert.deepEqual(fields, {
    level: 'INFO',
    message: 'event',
    service: 'genesys-data-action-cache',
    sampling_rate: 0,
    cold_start: false,
    function_name: CONTEXT.functionName,
    function_arn: CONTEXT.invokedFunctionArn,
    function_memory_size: '512',
    function_request_id: 'lambda-1',
    outcome: 'invalidated',
    actions: OF_QUEUES,
    durationMs: 12,
    eventId: 'event-1',
    lagMs: 271_500,
    auditLagMs: 1500,
    ...CHANGE,
  });
  assert.partialDeepStrictEqual(metrics, {
    service: 'genesys-data-action-cache',
    Invalidations: 1,
    InvalidationLag: 271_500.4,
    _aws: {
      CloudWatchMetrics: [
        {
          Dimensions: [['service']],
          Metrics: [
            { Name: 'InvalidationLag', Unit: 'Milliseconds' },
            { Name: 'Invalidations', Unit: 'Count' },
          ],
        },
      ],
    },
  });
});

for (const [outcome, level, metric] of [
  ['ignored', 'INFO', 'EventsIgnored'],
  ['malformed', 'WARN', 'EventsMalformed'],
  ['failed', 'ERROR', 'EventsFailed'],
] as const) {
  test(`an event with the outcome ${outcome} is logged at ${level} and counts as ${metric}`, (t) => {
    const cause = new Error('redis://user:hunter2@h is down');
    const error = new DataActionError(
      'cache_unavailable',
      'Redis failed before the entries were invalidated; send the request again',
      { cause },
    );
    const { line, metrics } = outputFor(t, { outcome, error });
    assert.deepEqual(
      [line?.level, line?.actions, metrics[metric], metrics.InvalidationLag],
      [level, undefined, 1, undefined],
    );
    assert.match(
      String(line?.error),
      /^DataActionError: Redis failed before the entries were invalidated; send the request again <- Error: .*\*\*\*@h/,
    );
    assert.doesNotMatch(JSON.stringify(line), /hunter2/);
  });
}

test('a change with a future timestamp has a lag of 0', (t) => {
  assert.equal(outputFor(t, { lagMs: -20 }).metrics.InvalidationLag, 0);
});

test('an event below the log level has metrics but no log line', (t) => {
  const { line, metrics } = outputFor(t, { change: CHANGE }, 'WARN');
  assert.deepEqual([line, metrics.Invalidations], [undefined, 1]);
});

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Context, SQSRecord } from 'aws-lambda';
import { createInvalidationApp } from '../../../lambda/app-invalidation.ts';
import { createMemoryStore } from '../../../lambda/cache/memory-store.ts';
import { type CacheStore, StoreUnavailable } from '../../../lambda/cache/store.ts';
import type { LogLevel } from '../../../lambda/config/settings.ts';
import { DataActionError } from '../../../lambda/errors.ts';
import { createEventTelemetry, type EventRecord } from '../../../lambda/invalidation/sqs-telemetry.ts';
import { createPowertools } from '../../../lambda/telemetry/telemetry.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import {
  invalidateEvent,
  invalidationOf,
  messagesOf,
  OF_QUEUES,
  queueEvent,
  readGenesysEvent,
  readMessages,
} from '../../support/invalidation.ts';
import { lambdaContext } from '../../support/service.ts';

const QUEUE_ID = 'ef871c05-3104-464f-a268-17ded0a21903';
const CHANGE = { entityType: 'Queue', entityId: QUEUE_ID };
/** 1.5 s after the change in the recorded events. */
const NOW_MS = Date.UTC(2026, 10, 25, 9, 15, 22, 627);
function setUp() {
  const clock = createFakeClock(NOW_MS);
  const store = createMemoryStore({ maxEntries: 100, maxBytes: 1000 }, clock);
  return { clock, store, ...invalidationOf(store, undefined, { clock }) };
}

test('an event is reported with the data actions that it invalidates and its lag since the change', async () => {
  const { deliver, events } = setUp();
  await deliver(readGenesysEvent('queue-update'));
  assert.deepEqual(events, [
    {
      eventId: '6f1d0001-2b7c-4c1e-9d53-0a4b8e7f6c5d',
      correlationId: '9b2f0001-51c6-4f0e-8a7d-3c2b1a0f9e8d',
      outcome: 'invalidated',
      change: CHANGE,
      auditAction: 'Update',
      actions: OF_QUEUES,
      durationMs: 0,
      lagMs: 1500,
    },
  ]);
});

for (const [name, reason] of [
  ['schedule-update', 'no data action uses this entity type'],
  ['queue-member-add', 'changes of queue members are not cached'],
] as const) {
  test(`${name} is ignored (${reason})`, async () => {
    const { deliver, events } = setUp();
    await deliver(readGenesysEvent(name));
    assert.partialDeepStrictEqual(events, [{ outcome: 'ignored', reason }]);
  });
}

for (const event of [{}, null, 'text', { id: 7 }, { id: 'x', detail: {} }]) {
  test(`${JSON.stringify(event)} is reported as malformed and not delivered again`, async () => {
    const { deliver, events } = setUp();
    await deliver(event);
    assert.equal(events[0]?.outcome, 'malformed');
  });
}

test('an event that fails is reported and delivered again', async () => {
  const clock = createFakeClock(NOW_MS);
  const store = createMemoryStore({ maxEntries: 100, maxBytes: 1000 }, clock);
  const down = { ...store, invalidateTags: () => Promise.reject(new StoreUnavailable('down')) };
  const { deliver, events } = invalidationOf(down, undefined, { clock });
  const done = deliver(queueEvent(QUEUE_ID));
  done.catch(() => undefined);
  await clock.advance(15_000);
  await assert.rejects(done, /delivered again/);
  assert.equal(events[0]?.outcome, 'failed');
  assert.ok(events[0].error instanceof DataActionError && events[0].error.code === 'cache_unavailable');
  assert.deepEqual(events[0]?.change, CHANGE);
  assert.ok(events[0].durationMs <= 10_000);
});

test('only the failed messages of a batch are delivered again', async () => {
  const clock = createFakeClock(NOW_MS);
  const store = createMemoryStore({ maxEntries: 100, maxBytes: 1000 }, clock);
  const isBroken = (tags: readonly string[]) => tags.some((tag) => tag.endsWith(':broken'));
  const halfDown: CacheStore = {
    ...store,
    invalidateTags: async (tags, signal) => {
      if (isBroken(tags)) throw new StoreUnavailable('down');
      await store.invalidateTags(tags, signal);
    },
  };
  const outcomes: string[] = [];
  const { handler } = createInvalidationApp(
    { serviceName: 'x', logLevel: 'INFO', apiKeyId: undefined },
    halfDown,
    {
      clock,
      eventTelemetry: { events: (records) => outcomes.push(...records.map(({ outcome }) => outcome)) },
    },
  );
  const batch = messagesOf(
    queueEvent(QUEUE_ID),
    queueEvent('broken'),
    {},
    readGenesysEvent('schedule-update'),
  );
  batch.Records.push({ ...messagesOf({}).Records[0], messageId: 'no-json', body: '{' } as SQSRecord);
  const done = handler(batch, lambdaContext());
  await clock.advance(10_000);
  assert.deepEqual(await done, { batchItemFailures: [{ itemIdentifier: 'message-1' }] });
  assert.deepEqual(outcomes.sort(), ['failed', 'ignored', 'invalidated', 'malformed', 'malformed']);
});

test('an empty batch and a recorded SQS batch are handled', async () => {
  const clock = createFakeClock(NOW_MS);
  const store = createMemoryStore({ maxEntries: 100, maxBytes: 1000 }, clock);
  const events: EventRecord[] = [];
  const { handler } = createInvalidationApp(
    { serviceName: 'x', logLevel: 'INFO', apiKeyId: undefined },
    store,
    {
      clock,
      eventTelemetry: { events: (records) => events.push(...records) },
    },
  );
  assert.deepEqual(await handler(messagesOf(), lambdaContext()), { batchItemFailures: [] });
  const batch = readMessages();
  assert.deepEqual(await handler(batch, lambdaContext()), { batchItemFailures: [] });
  assert.partialDeepStrictEqual(events, [{ outcome: 'invalidated', change: CHANGE }]);
});

test("an event ends before Lambda's timeout, even when only one second remains", async () => {
  const clock = createFakeClock(NOW_MS);
  const store = createMemoryStore({ maxEntries: 100, maxBytes: 1000 }, clock);
  const hanging = { ...store, invalidateTags: () => new Promise<never>(() => undefined) };
  const { deliver, events } = invalidationOf(hanging, undefined, { clock });
  const done = deliver(queueEvent(QUEUE_ID), 1000);
  done.catch(() => undefined);
  await clock.advance(750);
  await assert.rejects(done, /delivered again/);
  assert.match(String(events[0]?.error), /no response within 7[45]\d ms/);
});

/** Returns the log line and the metrics that are written for an event. */
function outputFor(t: TestContext, changes: Partial<EventRecord>, logLevel: LogLevel = 'INFO') {
  const lines: Record<string, unknown>[] = [];
  const write = (text: string | Uint8Array) => lines.push(JSON.parse(String(text))) > 0;
  const mocks = [process.stdout, process.stderr].map((stream) => t.mock.method(stream, 'write', write));
  const context: Context = JSON.parse('{"awsRequestId":"lambda-1"}');
  const record = { eventId: 'event-1', outcome: 'invalidated', durationMs: 12.4 } as const;
  const powertools = createPowertools({ serviceName: 'genesys-data-action-cache', logLevel });
  createEventTelemetry(powertools).events([{ ...record, ...changes }], context);
  for (const mock of mocks) mock.mock.restore();
  const [metrics] = lines.filter((line) => '_aws' in line);
  const [line] = lines.filter((line) => !('_aws' in line));
  assert.ok(lines.length <= 2 && metrics !== undefined);
  return { line, metrics };
}

test('an event has one log line and one line of metrics', (t) => {
  const { line, metrics } = outputFor(t, { change: CHANGE, actions: OF_QUEUES, lagMs: 1500.4 });
  const { timestamp, ...fields } = line ?? {};
  assert.ok(Date.parse(String(timestamp)) > 0);
  assert.deepEqual(fields, {
    level: 'INFO',
    message: 'event',
    service: 'genesys-data-action-cache',
    sampling_rate: 0,
    cold_start: false,
    function_request_id: 'lambda-1',
    outcome: 'invalidated',
    actions: OF_QUEUES,
    durationMs: 12,
    eventId: 'event-1',
    lagMs: 1500,
    ...CHANGE,
  });
  assert.partialDeepStrictEqual(metrics, {
    service: 'genesys-data-action-cache',
    Invalidations: 1,
    InvalidationLag: 1500.4,
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

test('only the first invocation is a cold start, whether it is a batch of events or a request', async (t) => {
  process.env.AWS_LAMBDA_INITIALIZATION_TYPE = 'on-demand';
  t.after(() => delete process.env.AWS_LAMBDA_INITIALIZATION_TYPE);
  const store = createMemoryStore({ maxEntries: 100, maxBytes: 1000 }, createFakeClock());
  // The handler parses the body in place, so each invocation takes an event of its own.
  const request = () => invalidateEvent({ action: 'queues' });
  const events = () => messagesOf(readGenesysEvent('queue-update'), readGenesysEvent('queue-update'));
  for (const { first, second, coldStarts } of [
    { first: events, second: request, coldStarts: [true, true, false] },
    { first: request, second: events, coldStarts: [true, false, false] },
  ]) {
    const config = { serviceName: 'x', logLevel: 'INFO', apiKeyId: undefined } as const;
    const { handler } = createInvalidationApp(config, store);
    const lines: Record<string, unknown>[] = [];
    const write = t.mock.method(process.stdout, 'write', (text: string) => lines.push(JSON.parse(text)) > 0);
    for (const invocation of [first, second]) await handler(invocation(), lambdaContext());
    write.mock.restore();
    assert.deepEqual(
      lines.filter((line) => !('_aws' in line)).map(({ cold_start }) => cold_start),
      coldStarts,
    );
    assert.ok(lines.every((line) => !('ColdStart' in line)));
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SQSRecord } from 'aws-lambda';
import { createInvalidationApp } from '../../../lambda/app-invalidation.ts';
import { createMemoryStore } from '../../../lambda/cache/memory-store.ts';
import { type CacheStore, StoreUnavailable } from '../../../lambda/cache/store.ts';
import { DataActionError } from '../../../lambda/errors.ts';
import type { EventRecord } from '../../../lambda/invalidation/sqs-telemetry.ts';
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
import { lambdaContext } from '../../support/lambda-context.ts';

const QUEUE_ID = 'ef871c05-3104-464f-a268-17ded0a21903';
const CHANGE = { entityType: 'Queue', entityId: QUEUE_ID };
/** 1.5 s after the change in the recorded events, in milliseconds since the epoch. */
const NOW_MS = Date.UTC(2026, 10, 25, 9, 15, 22, 627);
function setUp() {
  const clock = createFakeClock(NOW_MS);
  const store = createMemoryStore({ maxEntries: 100, maxBytes: 1000, maxKeptMs: 86_400_000 }, clock);
  return { clock, store, ...invalidationOf(store, undefined, { clock }) };
}

test('an event is reported with the invalidated data actions and its lag since the change', async () => {
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
      auditLagMs: 1500,
    },
  ]);
});

test('the lag since the change and the lag since its event are reported separately', async () => {
  const { deliver, events } = setUp();
  const event = readGenesysEvent('queue-update');
  const propertyChanges = [{ property: 'dateModified', newValues: ['2026-11-25T09:10:51.127Z'] }];
  const eventBody = { ...event.detail.eventBody, propertyChanges };
  await deliver({ ...event, detail: { ...event.detail, eventBody } });
  assert.partialDeepStrictEqual(events, [{ lagMs: 271_500, auditLagMs: 1500 }]);
});

test('a change of presence invalidates user-status', async () => {
  const { deliver, events } = setUp();
  await deliver(readGenesysEvent('user-presence-update'));
  assert.partialDeepStrictEqual(events, [{ outcome: 'invalidated', actions: ['user-status'] }]);
});

for (const [name, reason] of [
  ['queue-member-update', 'a member joined or left a queue'],
  ['wrapup-code-update', 'no data action uses this entity type'],
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
  const store = createMemoryStore({ maxEntries: 100, maxBytes: 1000, maxKeptMs: 86_400_000 }, clock);
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
  const store = createMemoryStore({ maxEntries: 100, maxBytes: 1000, maxKeptMs: 86_400_000 }, clock);
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
    readGenesysEvent('wrapup-code-update'),
  );
  batch.Records.push({ ...messagesOf({}).Records[0], messageId: 'no-json', body: '{' } as SQSRecord);
  const done = handler(batch, lambdaContext());
  await clock.advance(10_000);
  assert.deepEqual(await done, { batchItemFailures: [{ itemIdentifier: 'message-1' }] });
  assert.deepEqual(outcomes.sort(), ['failed', 'ignored', 'invalidated', 'malformed', 'malformed']);
});

test('an empty batch and a recorded SQS batch are handled', async () => {
  const clock = createFakeClock(NOW_MS);
  const store = createMemoryStore({ maxEntries: 100, maxBytes: 1000, maxKeptMs: 86_400_000 }, clock);
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

test('an event ends before the Lambda timeout even when only one second remains', async () => {
  const clock = createFakeClock(NOW_MS);
  const store = createMemoryStore({ maxEntries: 100, maxBytes: 1000, maxKeptMs: 86_400_000 }, clock);
  const hanging = { ...store, invalidateTags: () => new Promise<never>(() => undefined) };
  const { deliver, events } = invalidationOf(hanging, undefined, { clock });
  const done = deliver(queueEvent(QUEUE_ID), 1000);
  done.catch(() => undefined);
  await clock.advance(750);
  await assert.rejects(done, /delivered again/);
  assert.match(String(events[0]?.error), /no response within 7[45]\d ms/);
});

test('only the first invocation, a batch of events or a request, is a cold start', async (t) => {
  process.env.AWS_LAMBDA_INITIALIZATION_TYPE = 'on-demand';
  t.after(() => delete process.env.AWS_LAMBDA_INITIALIZATION_TYPE);
  const store = createMemoryStore(
    { maxEntries: 100, maxBytes: 1000, maxKeptMs: 86_400_000 },
    createFakeClock(),
  );
  // The handler parses the body in place, so each invocation needs its own event.
  const request = () => invalidateEvent({ action: 'queues' });
  const events = () => messagesOf(readGenesysEvent('queue-update'), readGenesysEvent('queue-update'));
  for (const { first, second, coldStarts } of [
    { first: events, second: request, coldStarts: [true, true, false] },
    { first: request, second: events, coldStarts: [true, false, false] },
  ]) {
    const config = { serviceName: 'x', logLevel: 'INFO', apiKeyId: undefined } as const;
    const { handler } = createInvalidationApp(config, store);
    const lines: Record<string, unknown>[] = [];
    const print = process.stdout.write.bind(process.stdout);
    // The test runner also writes to standard output while the handler runs.
    const { mock } = t.mock.method(process.stdout, 'write', (chunk: string | Uint8Array) =>
      typeof chunk === 'string' && chunk.startsWith('{') ? lines.push(JSON.parse(chunk)) > 0 : print(chunk),
    );
    for (const invocation of [first, second]) await handler(invocation(), lambdaContext());
    mock.restore();
    assert.deepEqual(
      lines.filter((line) => !('_aws' in line)).map(({ cold_start }) => cold_start),
      coldStarts,
    );
    assert.ok(lines.every((line) => !('ColdStart' in line)));
  }
});

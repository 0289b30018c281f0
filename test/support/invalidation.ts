import { readFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import type { SQSEvent } from 'aws-lambda';
import { dataActions } from '../../lambda/actions/catalog.ts';
import { createInvalidationApp, type InvalidationPorts } from '../../lambda/app-invalidation.ts';
import type { CacheStore } from '../../lambda/cache/store.ts';
import { parseInvalidationConfig } from '../../lambda/config/environment.ts';
import type { EventRecord } from '../../lambda/invalidation/sqs-telemetry.ts';
import { openRedis } from '../../lambda/redis/commands.ts';
import { createRedisStore } from '../../lambda/redis/store.ts';
import type { RequestRecord } from '../../lambda/telemetry/events.ts';
import { lambdaContext } from './lambda-context.ts';
import { createMovableClock } from './movable-clock.ts';
import { type ParsedResponse, parseResponse, readEvent } from './service.ts';

/** The data actions whose entries depend on queues. */
export const OF_QUEUES = [...dataActions.values()]
  .filter(({ entityTypes }) => entityTypes.includes('Queue'))
  .map(({ name }) => name);

/** An EventBridge event as the Genesys integration sends it. */
export interface GenesysEvent {
  id: string;
  detail: {
    topicName: string;
    eventBody: { action: string; entity: { id: string; name: string } };
  };
}

/** The invalidation function, in this process. */
export interface TestInvalidation {
  /** Delivers an EventBridge event as an SQS message. Rejects if SQS must deliver it again. */
  deliver(event: unknown, remainingMs?: number): Promise<void>;
  /** Sends `POST /invalidate`. */
  invalidate(body: unknown, apiKeyId?: string): Promise<ParsedResponse>;
  /** The telemetry record of each event, oldest first. */
  readonly events: EventRecord[];
  /** The telemetry record of each request. */
  readonly requests: RequestRecord[];
}

/** Starts the function on Redis, composed as in Lambda. It is closed when the test ends. */
export function startInvalidation(t: TestContext, env: Record<string, string>): TestInvalidation {
  const config = parseInvalidationConfig(env);
  const clock = createMovableClock();
  const store = createRedisStore(openRedis(config.redis, clock));
  t.after(() => store.close());
  return invalidationOf(store, config.apiKeyId, { clock });
}

/** Composes the function with a store. By default its clock stands still. */
export function invalidationOf(
  store: CacheStore,
  apiKeyId?: string,
  ports: Partial<InvalidationPorts> = {},
): TestInvalidation {
  const events: EventRecord[] = [];
  const requests: RequestRecord[] = [];
  const config = { serviceName: 'test', logLevel: 'INFO', apiKeyId } as const;
  const { handler } = createInvalidationApp(config, store, {
    eventTelemetry: { events: (records) => events.push(...records) },
    telemetry: { request: (record) => requests.push(record) },
    clock: createMovableClock(),
    ...ports,
  });
  return {
    events,
    requests,
    deliver: async (event, remainingMs) => {
      const result = await handler(messagesOf(event), lambdaContext(remainingMs));
      if (!('batchItemFailures' in result)) throw new Error('expected a batch response');
      if (result.batchItemFailures.length > 0) throw new Error('to be delivered again');
    },
    invalidate: async (body, keyId) => {
      const result = await handler(invalidateEvent(body, keyId), lambdaContext());
      if ('batchItemFailures' in result) throw new Error('expected an HTTP response');
      return parseResponse(result);
    },
  };
}

/** Reads the SQS batch of test/events, which has one message. */
export function readMessages(): SQSEvent {
  return JSON.parse(readFileSync(new URL('../events/changes.json', import.meta.url), 'utf8'));
}

/** Wraps EventBridge events as an SQS batch. */
export function messagesOf(...events: readonly unknown[]): SQSEvent {
  const { Records } = readMessages();
  return {
    Records: events.flatMap((event, index) =>
      Records.map((record) => ({
        ...record,
        messageId: `message-${index}`,
        body: JSON.stringify(event) ?? '',
      })),
    ),
  };
}

/** The event of `POST /invalidate`, with the id of the caller's API key. */
export function invalidateEvent(body: unknown, apiKeyId = 'a1b2c3d4e5') {
  const event = readEvent('queues');
  const identity = { ...event.requestContext.identity, apiKeyId };
  return {
    ...event,
    resource: '/invalidate',
    path: '/invalidate',
    pathParameters: null,
    body: JSON.stringify(body),
    requestContext: { ...event.requestContext, identity },
  };
}

/** Reads an event of test/events/genesys by its file name without the extension. */
export function readGenesysEvent(name: string): GenesysEvent {
  return JSON.parse(readFileSync(new URL(`../events/genesys/${name}.json`, import.meta.url), 'utf8'));
}

/** A recorded event with this queue and action. */
export function queueEvent(queueId: string, action = 'Update', name = 'queue-update'): GenesysEvent {
  const event = readGenesysEvent(name);
  event.detail.topicName = `v2.audits.entitytype.Queue.entityid.${queueId}`;
  event.detail.eventBody.action = action;
  event.detail.eventBody.entity.id = queueId;
  return event;
}

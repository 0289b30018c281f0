import type { APIGatewayProxyEvent, Context, SQSEvent } from 'aws-lambda';
import { dataActions } from './actions/index.ts';
import type { CacheStore } from './cache/store.ts';
import { type Clock, systemClock } from './clock.ts';
import type { InvalidationConfig } from './config/environment.ts';
import type { Handler } from './http/handler.ts';
import { createInvalidationHandler } from './http/invalidation-handler.ts';
import { readChange } from './invalidation/change-request.ts';
import { createEventHandler, type EventHandler } from './invalidation/event-handler.ts';
import { createEventTelemetry, type EventTelemetry } from './invalidation/event-telemetry.ts';
import { createInvalidate } from './invalidation/invalidate.ts';
import { LineLogger } from './telemetry/line-logger.ts';
import { createTelemetry, type Telemetry } from './telemetry/telemetry.ts';

/** What tests, and who keeps the answers in its own process, may replace. */
export interface InvalidationPorts {
  clock: Clock;
  telemetry: Telemetry;
  eventTelemetry: EventTelemetry;
}

/** What tells of changes. */
export interface InvalidationService {
  /** For API Gateway: `POST /invalidate`. */
  onRequest: Handler;
  /** What Lambda invokes: also for SQS, with Genesys' audit events. */
  handler(
    event: APIGatewayProxyEvent | SQSEvent,
    context: Context,
  ): ReturnType<Handler> | ReturnType<EventHandler>;
}

/** Long enough for a Redis that fails over, and less than any caller waits. */
const BUDGET_MS = 10_000;

/** Builds the function that invalidates what is in a store. */
export function composeInvalidation(
  config: Omit<InvalidationConfig, 'redis'>,
  store: CacheStore,
  ports: Partial<InvalidationPorts> = {},
): InvalidationService {
  const clock = ports.clock ?? systemClock;
  const logger = new LineLogger(config);
  const invalidate = createInvalidate({ actions: dataActions, store, clock });
  const onRequest = createInvalidationHandler({
    readChange: (body) => readChange(body, dataActions),
    invalidate,
    telemetry: ports.telemetry ?? createTelemetry(logger),
    clock,
    budgetMs: BUDGET_MS,
    apiKeyId: config.apiKeyId,
  });
  const onEvents = createEventHandler({
    invalidate,
    telemetry: ports.eventTelemetry ?? createEventTelemetry(logger),
    clock,
    budgetMs: BUDGET_MS,
  });
  return {
    onRequest,
    handler: (event, context) => ('Records' in event ? onEvents(event, context) : onRequest(event, context)),
  };
}

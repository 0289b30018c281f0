import type { APIGatewayProxyEvent, Context, SQSEvent } from 'aws-lambda';
import { dataActions } from './actions/catalog.ts';
import type { CacheStore } from './cache/store.ts';
import type { InvalidationConfig } from './config/environment.ts';
import { DataActionError } from './errors.ts';
import { createHandler, type Handler } from './http/handler.ts';
import { INVALIDATION_ROUTES } from './http/request.ts';
import { invalidatedResponse } from './http/response.ts';
import { readChange } from './invalidation/change.ts';
import { createInvalidate } from './invalidation/invalidate.ts';
import { createEventHandler, type EventHandler } from './invalidation/sqs-handler.ts';
import { createEventTelemetry, type EventTelemetry } from './invalidation/sqs-telemetry.ts';
import { type Clock, systemClock } from './runtime/clock.ts';
import { createPowertools, createTelemetry, type Telemetry } from './telemetry/telemetry.ts';

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
  const powertools = createPowertools(config);
  const invalidate = createInvalidate({ actions: dataActions, store, clock });
  const onRequest = createHandler({
    routes: INVALIDATION_ROUTES,
    authorize: ({ requestContext }) => {
      // API Gateway accepts any key of its usage plans for every method.
      if (config.apiKeyId !== undefined && requestContext.identity.apiKeyId !== config.apiKeyId)
        throw new DataActionError(
          'forbidden',
          'the header x-api-key is expected to hold the API key for /invalidate',
        );
    },
    respond: async ({ metadata, body, deadline, observe }) => {
      const change = readChange(body, dataActions);
      const actions = await invalidate(change, deadline);
      observe({ type: 'invalidation', change, actions });
      return invalidatedResponse(actions, metadata);
    },
    telemetry: ports.telemetry ?? createTelemetry(powertools),
    clock,
    requestTimeoutMs: BUDGET_MS,
  });
  const onEvents = createEventHandler({
    invalidate,
    telemetry: ports.eventTelemetry ?? createEventTelemetry(powertools),
    clock,
    budgetMs: BUDGET_MS,
  });
  return {
    onRequest,
    handler: (event, context) => ('Records' in event ? onEvents(event, context) : onRequest(event, context)),
  };
}

import type { APIGatewayProxyEvent, Context, SQSEvent } from 'aws-lambda';
import { dataActions } from './actions/catalog.ts';
import type { CacheStore } from './cache/store.ts';
import type { InvalidationConfig } from './config/environment.ts';
import { DataActionError } from './errors.ts';
import { createHandler, type Handler } from './http/handler.ts';
import { INVALIDATION_ROUTES } from './http/request.ts';
import { invalidatedResponse } from './http/response.ts';
import { parseChange } from './invalidation/change.ts';
import { createInvalidate } from './invalidation/invalidate.ts';
import { createSqsHandler, type SqsHandler } from './invalidation/sqs-handler.ts';
import { createEventTelemetry, type EventTelemetry } from './invalidation/sqs-telemetry.ts';
import { type Clock, systemClock } from './runtime/clock.ts';
import { createPowertools, createTelemetry, type Telemetry } from './telemetry/telemetry.ts';

/** Parts that tests and the local server replace. */
export interface InvalidationPorts {
  clock: Clock;
  telemetry: Telemetry;
  eventTelemetry: EventTelemetry;
}

/** The app of the invalidation function. */
interface InvalidationApp {
  /** Handles `POST /invalidate` from API Gateway. */
  onRequest: Handler;
  /** Handles either: a request, or Genesys' audit events from SQS. */
  handler(
    event: APIGatewayProxyEvent | SQSEvent,
    context: Context,
  ): ReturnType<Handler> | ReturnType<SqsHandler>;
}

/** Long enough for a failover of Redis, and shorter than the timeout of any caller. */
const TIMEOUT_MS = 10_000;

/** Builds the app on the store whose entries it invalidates. */
export function createInvalidationApp(
  config: Omit<InvalidationConfig, 'redis'>,
  store: CacheStore,
  ports: Partial<InvalidationPorts> = {},
): InvalidationApp {
  const clock = ports.clock ?? systemClock;
  const powertools = createPowertools(config);
  const invalidate = createInvalidate({ actions: dataActions, store, clock });
  const onRequest = createHandler({
    routes: INVALIDATION_ROUTES,
    authorize: ({ requestContext }) => {
      // API Gateway accepts a key of any usage plan for every method.
      if (config.apiKeyId !== undefined && requestContext.identity.apiKeyId !== config.apiKeyId)
        throw new DataActionError(
          'forbidden',
          'expected the API key for /invalidate in the header x-api-key',
        );
    },
    respond: async ({ metadata, body, deadline, observe }) => {
      const change = parseChange(body, dataActions);
      const actions = await invalidate(change, deadline);
      observe({ type: 'invalidation', change, actions });
      return invalidatedResponse(actions, metadata);
    },
    telemetry: ports.telemetry ?? createTelemetry(powertools),
    clock,
    requestTimeoutMs: TIMEOUT_MS,
  });
  const onEvents = createSqsHandler({
    invalidate,
    telemetry: ports.eventTelemetry ?? createEventTelemetry(powertools),
    clock,
    timeoutMs: TIMEOUT_MS,
  });
  return {
    onRequest,
    handler: (event, context) => ('Records' in event ? onEvents(event, context) : onRequest(event, context)),
  };
}

import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { Change } from '../cache/keys.ts';
import { Forbidden } from '../errors/request-errors.ts';
import type { Invalidate } from '../invalidation/invalidate.ts';
import type { Clock } from '../runtime/clock.ts';
import { withinInvocation } from '../runtime/deadline.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { Handler } from './handler.ts';
import { jsonBody } from './json-body.ts';
import { checkRoute, INVALIDATING, type RequestHead } from './request.ts';
import { openScope, requestScope, type ScopedContext } from './request-scope.ts';
import { invalidatedResponse } from './response.ts';

/** What the handler stands on. */
export interface InvalidationHandlerParts {
  /** Reads the parsed body; throws InvalidInput. */
  readChange: (body: unknown) => Change;
  invalidate: Invalidate;
  telemetry: Telemetry;
  clock: Clock;
  /** The most one request may take. */
  budgetMs: number;
  /** The only API key that may be used, by its id; undefined: there are none, or any may. */
  apiKeyId: string | undefined;
}

/** The Middy chain of `POST /invalidate`. */
export function createInvalidationHandler(parts: InvalidationHandlerParts): Handler {
  const { readChange, invalidate, telemetry, clock, budgetMs, apiKeyId } = parts;

  function check(head: RequestHead, event: APIGatewayProxyEvent): void {
    checkRoute(head, event, INVALIDATING);
    // API Gateway takes any key of its usage plans for any method.
    if (apiKeyId !== undefined && event.requestContext.identity.apiKeyId !== apiKeyId)
      throw new Forbidden('the header x-api-key is expected to hold the API key for /invalidate');
  }

  const chain = middy<APIGatewayProxyEvent, APIGatewayProxyResult, Error, ScopedContext>({
    timeoutEarlyInMillis: 0,
  })
    .use(requestScope(telemetry, check))
    .use(jsonBody())
    .handler(async ({ body }: APIGatewayProxyEvent, context: ScopedContext) => {
      const change = readChange(body);
      const actions = await withinInvocation({ context, budgetMs, clock }, (deadline) =>
        invalidate(change, deadline),
      );
      context.events.push({ type: 'invalidation', change, actions });
      return invalidatedResponse(actions, context.head);
    });
  return (event, context) => chain(event, openScope(event, context, clock));
}

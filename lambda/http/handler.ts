import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type { Health } from '../health.ts';
import type { Listing } from '../listing.ts';
import type { RunAction } from '../run-action.ts';
import type { Clock } from '../runtime/clock.ts';
import { type Deadline, withinInvocation } from '../runtime/deadline.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { jsonBody } from './json-body.ts';
import { ANSWERING, checkRoute } from './request.ts';
import { openScope, requestScope, type ScopedContext } from './request-scope.ts';
import { healthResponse, listingResponse, successResponse } from './response.ts';

/** The function that Lambda invokes with an API Gateway REST (v1) proxy event. */
export type Handler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/** What the handler stands on. */
export interface HandlerParts {
  runAction: RunAction;
  health: (signal: AbortSignal) => Promise<Health>;
  listing: Listing;
  telemetry: Telemetry;
  clock: Clock;
  /** The most one request may take. */
  budgetMs: number;
}

/** The Middy chain: scope and errors, body, then the answer under its deadline. */
export function createHandler(parts: HandlerParts): Handler {
  const { runAction, health, listing, telemetry, clock, budgetMs } = parts;

  async function respond(event: APIGatewayProxyEvent, { head, events }: ScopedContext, deadline: Deadline) {
    if (head.target === 'health') return healthResponse(await health(deadline.signal), head);
    if (head.target === 'listing') return listingResponse(listing, head);
    const request = { action: head.action, body: event.body };
    return successResponse(await runAction(request, deadline, (observed) => events.push(observed)), head);
  }

  // Middy's own early time-out is off: it would answer without aborting what is in flight.
  const chain = middy<APIGatewayProxyEvent, APIGatewayProxyResult, Error, ScopedContext>({
    timeoutEarlyInMillis: 0,
  })
    .use(requestScope(telemetry, (head, event) => checkRoute(head, event, ANSWERING)))
    .use(jsonBody())
    .handler((event: APIGatewayProxyEvent, context: ScopedContext) =>
      withinInvocation({ context, budgetMs, clock }, (deadline) => respond(event, context, deadline)),
    );
  return (event, context) => chain(event, openScope(event, context, clock));
}

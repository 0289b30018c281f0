import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type { Answer } from '../answer.ts';
import type { Clock } from '../clock.ts';
import { type Deadline, requestBudgetMs, withDeadline } from '../deadline.ts';
import type { Health } from '../health.ts';
import type { Listing } from '../listing.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { jsonBody } from './json-body.ts';
import { routeOf } from './request.ts';
import { openScope, requestScope, type ScopedContext } from './request-scope.ts';
import { healthResponse, listingResponse, successResponse } from './response.ts';

/** The function that Lambda invokes with an API Gateway REST (v1) proxy event. */
export type Handler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/** What the handler stands on. */
export interface HandlerParts {
  answer: Answer;
  health: (signal: AbortSignal) => Promise<Health>;
  listing: Listing;
  telemetry: Telemetry;
  clock: Clock;
  /** The most one request may take. */
  requestBudgetMs: number;
}

/** Kept back from Lambda's remaining time, for building and sending the answer. */
export const ANSWER_RESERVE_MS = 250;

/** The Middy chain: scope and errors, body, then the answer under its deadline. */
export function createHandler(parts: HandlerParts): Handler {
  const { answer, health, listing, telemetry, clock } = parts;

  async function respond(event: APIGatewayProxyEvent, { head, events }: ScopedContext, deadline: Deadline) {
    const route = routeOf(event);
    if (route.to === 'health') return healthResponse(await health(deadline.signal), head);
    if (route.to === 'listing') return listingResponse(listing, head);
    const request = { action: route.action, body: event.body };
    return successResponse(await answer(request, deadline, (observed) => events.push(observed)), head);
  }

  // Middy's own early time-out is off: it would answer without aborting what is in flight.
  const chain = middy<APIGatewayProxyEvent, APIGatewayProxyResult, Error, ScopedContext>({
    timeoutEarlyInMillis: 0,
  })
    .use(requestScope(telemetry, routeOf))
    .use(jsonBody())
    .handler((event: APIGatewayProxyEvent, context: ScopedContext) => {
      const remainingMs = context.getRemainingTimeInMillis();
      const budgetMs = requestBudgetMs(parts.requestBudgetMs, remainingMs, ANSWER_RESERVE_MS);
      return withDeadline(budgetMs, clock, (deadline) => respond(event, context, deadline));
    });
  return (event, context) => chain(event, openScope(event, context, clock));
}

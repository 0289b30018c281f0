import type { MiddlewareObj, Request } from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { asDataActionError } from '../errors/service-errors.ts';
import { type Clock, stopwatch } from '../runtime/clock.ts';
import type { Telemetry, TelemetryEvent } from '../telemetry/telemetry.ts';
import { type RequestHead, readHead } from './request.ts';
import { errorResponse } from './response.ts';

/** Lambda's context, with what belongs to this one request. */
export interface ScopedContext extends Context {
  readonly head: RequestHead;
  readonly events: TelemetryEvent[];
  readonly elapsedMs: () => number;
}

/** Opens the scope of a request; never throws. */
export function openScope(event: APIGatewayProxyEvent, context: Context, clock: Clock): ScopedContext {
  const head = readHead(event, context.awsRequestId);
  return Object.assign(context, { head, events: [], elapsedMs: stopwatch(clock) });
}

/**
 * The outermost middleware: lets `check` refuse a request before its body is looked at, turns whatever is
 * thrown further in into an answer, and reports every request once, whatever became of it.
 */
export function requestScope(
  telemetry: Telemetry,
  check: (head: RequestHead, event: APIGatewayProxyEvent) => void,
): MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult, Error, ScopedContext> {
  function report({ context, response, error }: ScopedRequest): void {
    const { head, events, elapsedMs } = context;
    const statusCode = response?.statusCode;
    telemetry.request({ ...head, statusCode, durationMs: elapsedMs(), error, events }, context);
  }

  return {
    // Returns nothing, whatever the check does: Middy would take that for the answer.
    before: ({ event, context }) => void check(context.head, event),
    after: report,
    // Assigns the response instead of returning it: a returned one would end other onError hooks.
    onError: (request) => {
      const error = asDataActionError(request.error);
      request.error = error;
      request.response = errorResponse(error, request.context.head);
      report(request);
    },
  };
}

type ScopedRequest = Request<APIGatewayProxyEvent, APIGatewayProxyResult, Error, ScopedContext>;

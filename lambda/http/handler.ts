import middy, { type MiddlewareObj, type Request } from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { asDataActionError } from '../errors.ts';
import { type Clock, stopwatch } from '../runtime/clock.ts';
import { type Deadline, withinInvocation } from '../runtime/deadline.ts';
import type { Observe, TelemetryEvent } from '../telemetry/events.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import {
  checkRoute,
  type HttpEvent,
  jsonBody,
  type RequestMetadata,
  type Routes,
  readMetadata,
} from './request.ts';
import { errorResponse } from './response.ts';

/** The function that Lambda invokes with an API Gateway REST (v1) proxy event. */
export type Handler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/** One request to one of the routes. */
interface HttpRequest {
  readonly metadata: RequestMetadata;
  /** The parsed JSON; `{}` for an empty body. */
  readonly body: unknown;
  readonly deadline: Deadline;
  readonly observe: Observe;
}

/** The differences between the two functions. */
interface HandlerParts {
  readonly routes: Routes;
  /** Refuses a request before its body is read, by throwing a DataActionError. */
  readonly authorize?: (event: HttpEvent) => void;
  /** Rejects with a DataActionError, which becomes an error response; any other error becomes an `internal_error`. */
  readonly respond: (request: HttpRequest) => Promise<APIGatewayProxyResult>;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  readonly requestTimeoutMs: number;
}

/** Lambda's context, with the data of this one request. */
interface RequestContext extends Context {
  readonly metadata: RequestMetadata;
  readonly events: TelemetryEvent[];
  readonly elapsedMs: () => number;
}

/** The Middy chain of both functions: errors and telemetry, route, body, then the response under its deadline. */
export function createHandler(parts: HandlerParts): Handler {
  const { routes, authorize, respond, telemetry, clock, requestTimeoutMs } = parts;

  // Middy's early timeout is off: it would respond without aborting the call to Genesys or Redis.
  const chain = middy<HttpEvent, APIGatewayProxyResult, Error, RequestContext>({ timeoutEarlyInMillis: 0 })
    .use(errorsAndTelemetry(telemetry))
    .before(({ event, context }) => {
      checkRoute(context.metadata, event, routes);
      authorize?.(event);
    })
    .use(jsonBody())
    .handler(({ body }: HttpEvent, context: RequestContext) => {
      const { metadata, events } = context;
      const observe: Observe = (observed) => events.push(observed);
      return withinInvocation({ context, timeoutMs: requestTimeoutMs, clock }, (deadline) =>
        respond({ metadata, body, deadline, observe }),
      );
    });

  return (event, context) => {
    const metadata = readMetadata(event, context.awsRequestId);
    return chain(event, Object.assign(context, { metadata, events: [], elapsedMs: stopwatch(clock) }));
  };
}

type ChainRequest = Request<HttpEvent, APIGatewayProxyResult, Error, RequestContext>;

/** The outermost middleware: turns every error into a response, and reports each request once. */
function errorsAndTelemetry(
  telemetry: Telemetry,
): MiddlewareObj<HttpEvent, APIGatewayProxyResult, Error, RequestContext> {
  function report({ context, response, error }: ChainRequest): void {
    const { metadata, events, elapsedMs } = context;
    const statusCode = response?.statusCode;
    telemetry.request({ ...metadata, statusCode, durationMs: elapsedMs(), error, events }, context);
  }

  return {
    after: report,
    // Assigns the response instead of returning it: a returned one would end other onError hooks.
    onError: (request) => {
      const error = asDataActionError(request.error);
      request.error = error;
      request.response = errorResponse(error, request.context.metadata);
      report(request);
    },
  };
}

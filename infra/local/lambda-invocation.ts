import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import type { Clock } from '../../lambda/runtime/clock.ts';
import { withTimeLimit } from '../../lambda/runtime/deadline.ts';
import { TIMEOUTS } from '../timeouts.ts';

/** Lambda's limit on the event of a synchronous invocation, as JSON. */
export const EVENT_LIMIT_BYTES = 6_291_456;
/** Lambda's limit on the result, as JSON. Escaping counts: a quote in the body takes two bytes or more. */
export const RESULT_LIMIT_BYTES = 6_291_556;

/** The invocation has no result. The message starts with Lambda's error type. */
class InvocationFailed extends Error {
  override readonly name = 'InvocationFailed';

  constructor(errorType: string, message: string, options?: ErrorOptions) {
    super(`${errorType}: ${message}`, options);
  }
}

/** The event is larger than {@link EVENT_LIMIT_BYTES}, so Lambda does not invoke the function. */
export class EventTooLarge extends Error {
  override readonly name = 'EventTooLarge';
}

/** A function as Lambda's runtime calls it. */
export type LambdaHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<unknown>;

/**
 * Invokes a function as Lambda does and returns its result: event and result travel as JSON of limited size, and the
 * function may take {@link TIMEOUTS.functionMs}. Throws {@link EventTooLarge} without calling the function, and
 * {@link InvocationFailed} if there is no result.
 */
export async function invoke(
  handler: LambdaHandler,
  event: APIGatewayProxyEvent,
  clock: Clock,
): Promise<unknown> {
  const sent = JSON.stringify(event);
  if (Buffer.byteLength(sent) > EVENT_LIMIT_BYTES)
    throw new EventTooLarge(`the event is over ${EVENT_LIMIT_BYTES} bytes`);
  const received = serialised(await run(handler, sent, clock));
  if (Buffer.byteLength(received) > RESULT_LIMIT_BYTES)
    throw new InvocationFailed(
      'Function.ResponseSizeTooLarge',
      `Response payload size exceeded maximum allowed payload size (${RESULT_LIMIT_BYTES} bytes).`,
    );
  return JSON.parse(received);
}

async function run(handler: LambdaHandler, sent: string, clock: Clock): Promise<unknown> {
  const event: APIGatewayProxyEvent = JSON.parse(sent);
  const context = createContext(event.requestContext.requestId, clock);
  const ms = TIMEOUTS.functionMs;
  const expired = () =>
    new InvocationFailed('Sandbox.Timedout', `Task timed out after ${(ms / 1000).toFixed(2)} seconds`);
  try {
    return await withTimeLimit({ ms, clock, expired }, async () => handler(event, context));
  } catch (error) {
    throw error instanceof InvocationFailed ? error : unhandled(error);
  }
}

function unhandled(cause: unknown): InvocationFailed {
  const message = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return new InvocationFailed('Function.Unhandled', message, { cause });
}

/** Lambda turns undefined into null. */
function serialised(result: unknown): string {
  try {
    return JSON.stringify(result) ?? 'null';
  } catch (cause) {
    throw new InvocationFailed('Runtime.MarshalError', 'Unable to stringify response body', { cause });
  }
}

function createContext(requestId: string, clock: Clock): Context {
  const endsAtMs = clock.monotonicMs() + TIMEOUTS.functionMs;
  const name = 'genesys-data-action-cache';
  return {
    awsRequestId: requestId,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${name}`,
    memoryLimitInMB: '512',
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, endsAtMs - clock.monotonicMs()),
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}

import { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context, SQSEvent } from 'aws-lambda';
import type { ConfigError } from '../config/settings-reader.ts';
import { ERRORS } from '../errors.ts';

/**
 * Returns the handler of a function whose configuration is wrong. Each invocation logs every problem and fails: a request
 * gets status 500 with the problems, and messages stay in their queue. If init threw the error instead, `sam local` would
 * send an empty response. A {@link ConfigError} never holds a secret.
 */
export function createMisconfiguredHandler(error: ConfigError) {
  const logger = new Logger();
  return async (event: APIGatewayProxyEvent | SQSEvent, context: Context): Promise<APIGatewayProxyResult> => {
    const { message } = error;
    logger.addContext(context);
    logger.error(message, { code: CODE });
    if ('Records' in event) throw error;
    return {
      statusCode: ERRORS[CODE].statusCode,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ status: 'error', code: CODE, message, requestId: context.awsRequestId }),
    };
  };
}

const CODE = 'internal_error';

import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import httpJsonBodyParser from '@middy/http-json-body-parser';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { isRedisUp, read, write } from './cache.ts';
import { fetchQueues, type QueueParameters } from './genesys.ts';
import { cacheKey } from './key.ts';

/**
 * The reference of the cold start benchmark: the tutorial's service, a FastAPI application that caches Genesys Cloud
 * responses in Redis, ported to Lambda with each library used as its documentation shows.
 */
const logger = new Logger({ serviceName: 'tutorial-port' });

async function respond(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  if (event.path.endsWith('/health')) {
    const isUp = await isRedisUp();
    return json(isUp ? 200 : 503, {
      status: isUp ? 'healthy' : 'unhealthy',
      redis: isUp ? 'connected' : 'disconnected',
    });
  }
  const parameters = event.body as unknown as QueueParameters;
  const key = cacheKey('queues', parameters);
  const cached = await read(key, logger);
  if (cached !== undefined) return json(200, { status: 'success', source: 'cache', data: cached });
  try {
    const data = await fetchQueues(parameters, logger);
    await write(key, data, logger);
    return json(200, { status: 'success', source: 'api', data });
  } catch (error) {
    logger.error('call to Genesys Cloud failed', { error });
    return json(502, { status: 'error', message: 'call to Genesys Cloud failed' });
  }
}

function json(statusCode: number, body: object): APIGatewayProxyResult {
  return { statusCode, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}

/** The Lambda handler. */
export const handler = middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
  .use(injectLambdaContext(logger))
  .use(httpJsonBodyParser({ disableContentTypeError: true }))
  .handler(respond);

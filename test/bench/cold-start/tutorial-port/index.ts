import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import httpJsonBodyParser from '@middy/http-json-body-parser';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { Redis } from 'ioredis';
import platformClient from 'purecloud-platform-client-v2';
import { cacheKey } from './key.ts';

/**
 * The reference of the cold start benchmark: the tutorial's service, a FastAPI application that caches Genesys Cloud
 * responses in Redis, ported to Lambda with each library used as its documentation shows.
 */
const logger = new Logger({ serviceName: 'tutorial-port' });
const redis = new Redis(process.env.REDIS_URL ?? 'redis://localhost:6379');
redis.on('error', (error) => logger.warn('Redis failed', { error }));
const secretsManager = new SecretsManagerClient({});
const client = platformClient.ApiClient.instance;
client.setEnvironment(process.env.GENESYS_REGION ?? 'mypurecloud.com');
const routingApi = new platformClient.RoutingApi();
const TTL_SECONDS = 300;
const MAX_ATTEMPTS = 3;
let isLoggedIn = false;

async function logIn(): Promise<void> {
  if (isLoggedIn) return;
  const command = new GetSecretValueCommand({ SecretId: process.env.GENESYS_SECRET_ID });
  const { SecretString = '{}' } = await secretsManager.send(command);
  const { clientId, clientSecret } = JSON.parse(SecretString);
  await client.loginClientCredentialsGrant(clientId, clientSecret);
  isLoggedIn = true;
}

/** Lists queues and retries a 429 after its Retry-After. */
async function fetchQueues(parameters: object): Promise<unknown> {
  await logIn();
  for (let attempt = 1; ; attempt++) {
    try {
      return await routingApi.getRoutingQueues(parameters);
    } catch (error) {
      const { status, headers } = error as { status?: number; headers?: Record<string, string> };
      if (status !== 429 || attempt === MAX_ATTEMPTS) throw error;
      await sleep(1000 * Number(headers?.['retry-after'] ?? attempt));
    }
  }
}

async function respond(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const parameters = Object(event.body);
  const key = cacheKey('queues', parameters);
  try {
    const cached = await redis.get(key).catch(() => null);
    if (cached !== null) return json(200, { status: 'success', source: 'cache', data: JSON.parse(cached) });
    const data = await fetchQueues(parameters);
    await redis.set(key, JSON.stringify(data), 'EX', TTL_SECONDS).catch(() => null);
    return json(200, { status: 'success', source: 'api', data });
  } catch (error) {
    logger.error('the request failed', { error });
    return json(502, { status: 'error', message: 'the request failed' });
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

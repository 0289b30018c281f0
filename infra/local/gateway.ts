import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type Clock, systemClock } from '../../lambda/clock.ts';
import { EventTooLarge, invoke, type LambdaHandler } from './lambda-invocation.ts';
import { type ProxyResult, readProxyResult, sendProxyResult } from './proxy-result.ts';
import { readText } from './read-text.ts';

/** API Gateway's own limit on a request's body. */
const PAYLOAD_LIMIT_BYTES = 10 * 1024 * 1024;
const TOO_LONG = 'Request Too Long';

/**
 * Stands in for API Gateway's REST API with Lambda proxy integration, on an HTTP server: each request becomes a v1
 * event, the function's result becomes the response. A request that is too large for API Gateway or for Lambda gets
 * 413. A function that fails, takes too long, or returns a malformed or too large result gets 502, as on AWS.
 */
export function createGateway(handler: LambdaHandler, clock: Clock = systemClock): RequestListener {
  return (request, response) => {
    forward(handler, request, clock)
      .catch(failure)
      .then((result) => sendProxyResult(response, result));
  };
}

async function forward(handler: LambdaHandler, request: IncomingMessage, clock: Clock): Promise<ProxyResult> {
  const body = await readText(request, PAYLOAD_LIMIT_BYTES);
  if (body === undefined) return message(413, TOO_LONG);
  return readProxyResult(await invoke(handler, toEvent(request, body), clock));
}

/** The event that API Gateway would send: parts that do not exist are null, names come in both forms. */
function toEvent(request: IncomingMessage, body: string): APIGatewayProxyEvent {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const method = request.method ?? 'GET';
  const [, action] = /^\/dataaction\/([^/]+)$/.exec(url.pathname) ?? [];
  const resource = action === undefined ? url.pathname : '/dataaction/{action}';
  const query = multiValues([...url.searchParams]);
  const headers = multiValues(pairsOf(request.rawHeaders));
  const apiKey = request.headersDistinct['x-api-key']?.at(-1) ?? null;
  return {
    resource,
    path: url.pathname,
    httpMethod: method,
    headers: lastValues(headers),
    multiValueHeaders: headers,
    queryStringParameters: Object.keys(query).length > 0 ? lastValues(query) : null,
    multiValueQueryStringParameters: Object.keys(query).length > 0 ? query : null,
    pathParameters: action === undefined ? null : { action },
    stageVariables: null,
    body: body === '' ? null : body,
    isBase64Encoded: false,
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      authorizer: undefined,
      httpMethod: method,
      identity: {
        accessKey: null,
        accountId: null,
        apiKey,
        apiKeyId: apiKey === null ? null : 'local',
        caller: null,
        clientCert: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: request.socket.remoteAddress ?? '',
        user: null,
        userAgent: request.headers['user-agent'] ?? null,
        userArn: null,
      },
      path: url.pathname,
      protocol: `HTTP/${request.httpVersion}`,
      requestId: randomUUID(),
      requestTimeEpoch: Date.now(),
      resourceId: 'local',
      resourcePath: resource,
      stage: 'local',
    },
  };
}

function pairsOf(rawHeaders: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2)
    pairs.push([rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '']);
  return pairs;
}

function multiValues(pairs: readonly [string, string][]): Record<string, string[]> {
  const values: Record<string, string[]> = {};
  for (const [name, value] of pairs) values[name] = [...(values[name] ?? []), value];
  return values;
}

function lastValues(values: Record<string, string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1) ?? '']));
}

function failure(error: unknown): ProxyResult {
  if (error instanceof EventTooLarge) return message(413, TOO_LONG);
  process.stderr.write(`the function failed: ${error instanceof Error ? error.message : String(error)}\n`);
  return message(502, 'Internal server error');
}

function message(statusCode: number, text: string): ProxyResult {
  return {
    statusCode,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ message: text }),
  };
}

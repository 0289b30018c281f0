import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type Clock, systemClock } from '../../lambda/runtime/clock.ts';
import { type GatewayResponseType, gatewayResponse } from '../gateway-responses.ts';
import { EventTooLarge, invoke, type LambdaHandler } from './lambda-invocation.ts';
import { type ProxyResult, readProxyResult, sendProxyResult } from './proxy-result.ts';
import { readText } from './read-text.ts';
import { isMethodOfApi, isValidBody } from './request-check.ts';

/** API Gateway's limit on a request body. */
const PAYLOAD_LIMIT_BYTES = 10 * 1024 * 1024;

/**
 * Simulates the deployed API Gateway, a REST API with Lambda proxy integration: each request becomes a v1 event, and the
 * function's result becomes the response. It returns the same errors as the stack's API: 403 for an unknown path or method,
 * 400 for a JSON body that is not an object, 413 for a request that is too large for API Gateway or Lambda, and 502 if
 * the function fails, times out, or returns a result that is malformed or too large. It needs no API key.
 */
export function createGateway(handler: LambdaHandler, clock: Clock = systemClock): RequestListener {
  return (request, response) => {
    const requestId = randomUUID();
    forward(handler, request, { requestId, clock })
      .catch((error) => failure(error, requestId))
      .then((result) => sendProxyResult(response, result));
  };
}

async function forward(
  handler: LambdaHandler,
  request: IncomingMessage,
  { requestId, clock }: { requestId: string; clock: Clock },
): Promise<ProxyResult> {
  const body = await readText(request, PAYLOAD_LIMIT_BYTES);
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (!isMethodOfApi(request.method ?? '', url.pathname))
    return ownResponse(403, 'MISSING_AUTHENTICATION_TOKEN', requestId);
  if (body === undefined) return tooLarge(`HTTP content length exceeded ${PAYLOAD_LIMIT_BYTES} bytes.`);
  if (!isValidBody(body, request.headers['content-type']))
    return ownResponse(400, 'BAD_REQUEST_BODY', requestId);
  const event = toEvent(request, { url, body, requestId });
  return readProxyResult(await invoke(handler, event, clock));
}

/** The v1 event of a request. Missing parts are null; headers and query are in the single- and multi-value members. */
function toEvent(
  request: IncomingMessage,
  { url, body, requestId }: { url: URL; body: string; requestId: string },
): APIGatewayProxyEvent {
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
      requestId,
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

function failure(error: unknown, requestId: string): ProxyResult {
  if (error instanceof EventTooLarge) return tooLarge('Request Too Long');
  process.stderr.write(`the function failed: ${error instanceof Error ? error.message : String(error)}\n`);
  return ownResponse(502, 'INTEGRATION_FAILURE', requestId);
}

const JSON_HEADERS = { 'Content-Type': 'application/json' };

function ownResponse(statusCode: number, type: GatewayResponseType, requestId: string): ProxyResult {
  return { statusCode, headers: JSON_HEADERS, body: gatewayResponse(type, requestId) };
}

/** API Gateway does not let an API customise this response. */
function tooLarge(message: string): ProxyResult {
  return { statusCode: 413, headers: JSON_HEADERS, body: JSON.stringify({ message }) };
}

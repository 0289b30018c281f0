import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { TIMEOUTS } from '../timeouts.ts';

/** A Lambda function behind the gateway. */
export type Handler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/** API Gateway's own limit on a request's body. */
const PAYLOAD_LIMIT_BYTES = 10 * 1024 * 1024;

/**
 * Stands in for API Gateway's REST API with Lambda proxy integration, on an HTTP server: each request becomes a v1
 * event, the handler's answer becomes the response. A handler that throws gives 502, as it does on AWS.
 */
export function createGateway(handler: Handler): RequestListener {
  return (request, response) => {
    forward(handler, request).then(
      (result) => reply(response, result),
      (error) => reply(response, failure(error)),
    );
  };
}

async function forward(handler: Handler, request: IncomingMessage): Promise<APIGatewayProxyResult> {
  const body = await readBody(request);
  if (body === undefined) return message(413, 'Request Too Long');
  const event = toEvent(request, body);
  return handler(event, createContext(event.requestContext.requestId));
}

/** The body, or undefined as soon as it is longer than API Gateway takes. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > PAYLOAD_LIMIT_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The event that API Gateway would send: parts that do not exist are null, names come in both forms. */
function toEvent(request: IncomingMessage, body: Buffer): APIGatewayProxyEvent {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const method = request.method ?? 'GET';
  const [, action] = /^\/dataaction\/([^/]+)$/.exec(url.pathname) ?? [];
  const resource = action === undefined ? url.pathname : '/dataaction/{action}';
  const query = multiValues([...url.searchParams]);
  const headers = multiValues(pairsOf(request.rawHeaders));
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
    body: body.length > 0 ? body.toString() : null,
    isBase64Encoded: false,
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      authorizer: undefined,
      httpMethod: method,
      identity: {
        accessKey: null,
        accountId: null,
        apiKey: null,
        apiKeyId: null,
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

function createContext(requestId: string): Context {
  const endsAtMs = performance.now() + TIMEOUTS.functionMs;
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
    getRemainingTimeInMillis: () => Math.max(0, endsAtMs - performance.now()),
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
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

function reply(response: ServerResponse, { statusCode, headers, body }: APIGatewayProxyResult): void {
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, String(value));
  response.statusCode = statusCode;
  response.end(body);
}

function failure(error: unknown): APIGatewayProxyResult {
  process.stderr.write(`the handler failed: ${error instanceof Error ? error.stack : String(error)}\n`);
  return message(502, 'Internal server error');
}

function message(statusCode: number, text: string): APIGatewayProxyResult {
  return {
    statusCode,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ message: text }),
  };
}

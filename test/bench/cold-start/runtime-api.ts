import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** An event's answer; times are on `performance.now()`'s clock. */
export interface Invocation {
  sentMs: number;
  answeredMs: number;
  body: string;
}

/** Lambda's Runtime API for one container. */
export interface RuntimeApi {
  /** For `AWS_LAMBDA_RUNTIME_API`: host and port. */
  readonly address: string;
  /** One for each event. Rejects when the container reports an error, of its start or of an invocation. */
  readonly invocations: Promise<Invocation[]>;
  close(): void;
}

const PREFIX = '/2018-06-01/runtime';
const TIMEOUT_MS = 60_000;

/**
 * Serves one container: each poll for work gets the next event (JSON), and one more poll waits for ever. The first
 * poll, by which a container counts as started, is told to `onStart` before it is answered.
 */
export async function startRuntimeApi(events: readonly string[], onStart: () => void): Promise<RuntimeApi> {
  const { promise, resolve, reject } = Promise.withResolvers<Invocation[]>();
  const invocations: Invocation[] = [];
  let sentMs: number | undefined;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === `${PREFIX}/invocation/next`) {
      if (sentMs === undefined) onStart();
      sentMs = performance.now();
      const event = events[invocations.length];
      if (event !== undefined) response.writeHead(200, invocationHeaders(invocations.length)).end(event);
      return;
    }
    const body = await text(request);
    const answeredMs = performance.now();
    if (!request.url?.endsWith('/response')) throw new Error(`the container failed: ${request.url} ${body}`);
    invocations.push({ sentMs: sentMs ?? Number.NaN, answeredMs, body });
    response.writeHead(202).end();
    if (invocations.length === events.length) resolve(invocations);
  }

  const server = createServer((request, response) => void serve(request, response).catch(reject));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    invocations: promise,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function invocationHeaders(number: number): Record<string, string> {
  return {
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': `8f5f0d1e-6f0c-4c57-9d7e-${String(number).padStart(12, '0')}`,
    'lambda-runtime-deadline-ms': String(Date.now() + TIMEOUT_MS),
    'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:123456789012:function:cold-start',
    'lambda-runtime-trace-id': 'Root=1-6742a5b2-1d2c3b4a5f6e7d8c9b0a1f2e;Sampled=0',
  };
}

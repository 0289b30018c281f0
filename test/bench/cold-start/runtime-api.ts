import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Lambda's Runtime API for one container that is invoked once. */
export interface RuntimeApi {
  /** For `AWS_LAMBDA_RUNTIME_API`: host and port. */
  readonly address: string;
  /** When the container first asked for work, on `performance.now()`'s clock: it counts as started then. */
  readonly polledMs: Promise<number>;
  /** When its answer had come in. Rejects when it is an error, of its start or of the invocation. */
  readonly answered: Promise<{ atMs: number; body: string }>;
  close(): void;
}

const PREFIX = '/2018-06-01/runtime';
const TIMEOUT_MS = 15_000;
const REQUEST_ID = '8f5f0d1e-6f0c-4c57-9d7e-2a3b4c5d6e7f';

/** Serves one container: its first poll is noticed and gets the event, the second one waits for ever. */
export async function startRuntimeApi(event: string, onPoll: () => void): Promise<RuntimeApi> {
  const polled = Promise.withResolvers<number>();
  const answered = Promise.withResolvers<{ atMs: number; body: string }>();
  let polls = 0;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const atMs = performance.now();
    if (request.url === `${PREFIX}/invocation/next`) {
      if (polls === 0) onPoll();
      polled.resolve(atMs);
      polls += 1;
      if (polls === 1) response.writeHead(200, invocationHeaders()).end(event);
      return;
    }
    const body = await text(request);
    if (request.url === `${PREFIX}/invocation/${REQUEST_ID}/response`)
      answered.resolve({ atMs: performance.now(), body });
    else answered.reject(new Error(`the container failed: ${request.url} ${body}`));
    response.writeHead(202).end();
  }

  const server = createServer((request, response) => void serve(request, response).catch(answered.reject));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    polledMs: polled.promise,
    answered: answered.promise,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function invocationHeaders(): Record<string, string> {
  return {
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': REQUEST_ID,
    'lambda-runtime-deadline-ms': String(Date.now() + TIMEOUT_MS),
    'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:123456789012:function:cold-start',
    'lambda-runtime-trace-id': 'Root=1-6742a5b2-1d2c3b4a5f6e7d8c9b0a1f2e;Sampled=0',
  };
}

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Lambda's Runtime API for one container and one invocation. */
export interface RuntimeApi extends Disposable {
  /** For `AWS_LAMBDA_RUNTIME_API`: host and port. */
  readonly address: string;
  /** The handler's result as JSON. Rejects when the container reports an error. */
  readonly result: Promise<string>;
}

const TIMEOUT_MS = 60_000;

/** Serves the event (JSON) to the first poll, after calling `onPoll`. A second poll waits forever. */
export async function startRuntimeApi(event: string, onPoll: () => void): Promise<RuntimeApi> {
  const { promise: result, resolve, reject } = Promise.withResolvers<string>();
  let isPolled = false;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/2018-06-01/runtime/invocation/next') {
      if (isPolled) return;
      isPolled = true;
      onPoll();
      response.writeHead(200, invocationHeaders()).end(event);
      return;
    }
    const body = await text(request);
    if (!request.url?.endsWith('/response')) throw new Error(`the container failed: ${request.url} ${body}`);
    response.writeHead(202).end();
    resolve(body);
  }

  const server = createServer((request, response) => void serve(request, response).catch(reject));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { address: `127.0.0.1:${port}`, result, [Symbol.dispose]: close };
}

function invocationHeaders(): Record<string, string> {
  return {
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': '8f5f0d1e-6f0c-4c57-9d7e-2a3b4c5d6e7f',
    'lambda-runtime-deadline-ms': String(Date.now() + TIMEOUT_MS),
    'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:123456789012:function:cold-start',
    'lambda-runtime-trace-id': 'Root=1-6742a5b2-1d2c3b4a5f6e7d8c9b0a1f2e;Sampled=0',
  };
}

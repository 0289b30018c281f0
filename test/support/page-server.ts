import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import * as v from 'valibot';
import { createGateway } from '../../infra/local/gateway.ts';
import { createPage, routeBetween } from '../../infra/local/page/routes.ts';
import { startProduct } from '../../infra/local/product.ts';
import { createServerClock, type ServerClock } from './server-clock.ts';
import { until } from './until.ts';

/** Differs from every other time limit, so that `clock.isPending` recognises it. */
export const REDIS_TIMEOUT_MS = 4000;
/** Longer than the circuit breaker ever stays open. */
const BREAKER_PAUSE_MS = 10_000;

const Health = v.object({ status: v.string() });

/** The server of `npm start`, in this process and on the test's clock. */
export interface PageServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly clock: ServerClock;
}

/** Starts the server on a free port; it ends with the test. */
export async function startPageServer(t: TestContext, env: Record<string, string> = {}): Promise<PageServer> {
  const clock = createServerClock();
  const ports = { clock, random: () => 0.5, telemetry: { request: () => undefined } };
  const product = await startProduct({ REDIS_TIMEOUT_MS: `${REDIS_TIMEOUT_MS}`, ...env }, ports);
  const server = createServer(routeBetween(createPage(product.page), createGateway(product.handler, clock)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    server.close();
    server.closeAllConnections();
    await product.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, clock };
}

/** Resolves once the server reports a working Redis. Lets the circuit breaker probe as often as needed. */
export async function redisIsConnected({ url, clock }: PageServer): Promise<void> {
  await until(async () => {
    const { status } = v.parse(Health, await (await fetch(`${url}/health`)).json());
    if (status !== 'healthy') await clock.advance(BREAKER_PAUSE_MS);
    return status === 'healthy';
  });
}

/** Waits for a request while Redis does not reply. Advances the clock as soon as the service waits for Redis. */
export async function passRedisTimeout<T>({ clock }: PageServer, request: Promise<T>): Promise<T> {
  let isSettled = false;
  const settle = () => {
    isSettled = true;
  };
  request.then(settle, settle);
  await until(() => isSettled || clock.isPending(REDIS_TIMEOUT_MS));
  await clock.advance(REDIS_TIMEOUT_MS);
  return request;
}

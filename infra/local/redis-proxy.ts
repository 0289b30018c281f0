import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';

/** What becomes of bytes: they pass, connections are reset as they come, or nothing moves on open connections. */
export type RedisProxyMode = 'pass' | 'refuse' | 'hang';

/** Where a Redis listens. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

/** A TCP proxy on 127.0.0.1 between the product and its Redis, to break what is between them. */
export interface RedisProxy {
  readonly port: number;
  readonly mode: RedisProxyMode;
  /** Takes effect at once. What was held back while it hung is passed on, or dropped when it refuses. */
  turn(mode: RedisProxyMode): void;
  /** Closes every connection and the port. */
  close(): Promise<void>;
}

/** Starts a proxy on a free port, which passes at first; listening when the promise resolves. */
export async function startRedisProxy({ host, port }: RedisAddress): Promise<RedisProxy> {
  const clients = new Set<Socket>();
  let mode: RedisProxyMode = 'pass';
  let flow = openFlow();

  const server = createServer({ noDelay: true }, (client) => {
    if (mode === 'refuse') return void client.resetAndDestroy();
    clients.add(client);
    client.once('close', () => clients.delete(client));
    void join(client, createConnection({ host, port, noDelay: true }), () => flow.opened);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    get mode() {
      return mode;
    },
    turn(next) {
      if (next === 'refuse') for (const client of clients) client.resetAndDestroy();
      if (next === 'hang' && mode !== 'hang') flow = closedFlow();
      if (next !== 'hang') flow.open();
      mode = next;
    },
    async close() {
      for (const client of clients) client.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Whether bytes may move: each waits for `opened` before it is passed on. */
interface Flow {
  readonly opened: Promise<void>;
  open(): void;
}

function closedFlow(): Flow {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

function openFlow(): Flow {
  const flow = closedFlow();
  flow.open();
  return flow;
}

/** Passes bytes both ways until one side closes or fails, which closes the other. */
async function join(client: Socket, redis: Socket, opened: () => Promise<void>): Promise<void> {
  async function* pass(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      await opened();
      yield chunk;
    }
  }
  const close = () => {
    client.destroy();
    redis.destroy();
  };
  client.once('close', close);
  redis.once('close', close);
  await Promise.allSettled([pipeline(client, pass, redis), pipeline(redis, pass, client)]);
  close();
}

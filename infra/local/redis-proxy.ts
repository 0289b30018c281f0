import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';

/** `pass` forwards bytes, `refuse` resets every connection, `hang` keeps connections open and forwards nothing. */
type RedisProxyMode = 'pass' | 'refuse' | 'hang';

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

/** A TCP proxy on 127.0.0.1 in front of Redis that can break the connections. */
export interface RedisProxy {
  readonly port: number;
  readonly mode: RedisProxyMode;
  /** Takes effect at once. Bytes held back by `hang` are forwarded by `pass` and dropped by `refuse`. */
  turn(mode: RedisProxyMode): void;
  /** Closes every connection and the port. */
  close(): Promise<void>;
}

/** Starts a proxy on a free port in mode `pass`; it listens when the promise resolves. */
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

/** A gate for bytes: each chunk waits for `opened`. */
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

/** Forwards bytes both ways until one side closes or fails; then closes the other. */
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

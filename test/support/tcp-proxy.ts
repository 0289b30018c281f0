import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A fixed address whose target can change, like the DNS name of ElastiCache's primary. */
export interface TcpProxy {
  readonly port: number;
  /** The number of accepted connections. */
  readonly accepted: number;
  /** Sets the target of new connections; existing ones are unchanged. Undefined closes new connections at once. */
  pointTo(port: number | undefined): void;
  /** Closes the open connections at both ends. */
  cut(): void;
  /** Drops all data on the open connections, while both sockets stay open. */
  swallow(): void;
  /** The number of connections whose data was dropped. */
  readonly swallowed: number;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Listens on a free port of 127.0.0.1 and forwards connections to another. */
export async function startTcpProxy(target?: number): Promise<TcpProxy> {
  let towards = target;
  let accepted = 0;
  const losing = new Set<Socket>();
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    accepted += 1;
    if (towards === undefined) return void client.on('error', () => undefined).destroy();
    const upstream = connect(towards, '127.0.0.1');
    join(client, upstream);
    join(upstream, client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  function join(from: Socket, to: Socket): void {
    sockets.add(from);
    from.setNoDelay(true);
    from.on('data', (chunk) => to.write(chunk));
    from.on('error', () => undefined);
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  }

  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    get accepted() {
      return accepted;
    },
    pointTo: (port) => {
      towards = port;
    },
    cut,
    get swallowed() {
      return losing.size;
    },
    swallow: () => {
      for (const socket of sockets)
        socket
          .removeAllListeners('data')
          .once('data', () => void losing.add(socket))
          .resume();
    },
    [Symbol.asyncDispose]: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}

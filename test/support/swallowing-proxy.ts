import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy on 127.0.0.1 that can lose connections without a word. */
export interface SwallowingProxy {
  readonly port: number;
  /**
   * What happens when a NAT gateway or a load balancer forgets a connection: those that are open now stay open for
   * the client, nothing it sends arrives anywhere, and it is told nothing. New connections work.
   */
  swallow(): void;
  close(): void;
}

/** Starts a proxy to a port of this machine. */
export async function startSwallowingProxy(targetPort: number): Promise<SwallowingProxy> {
  const pairs = new Map<Socket, Socket>();
  const server = createServer((client) => {
    const target = connect(targetPort, '127.0.0.1');
    pairs.set(client, target);
    client.pipe(target).pipe(client);
    // A reset on one side is one on the other.
    const end = () => {
      client.destroy();
      pairs.get(client)?.destroy();
      pairs.delete(client);
    };
    for (const socket of [client, target]) socket.on('error', end);
    client.once('close', end);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    swallow: () => {
      for (const [client, target] of pairs) {
        client.unpipe();
        target.unpipe();
        target.destroy();
        client.resume();
      }
    },
    close: () => {
      server.close();
      for (const socket of pairs.keys()) socket.destroy();
    },
  };
}

import { Redis } from 'ioredis';
import { findFreePort, type RedisServer, startRedisServer } from './redis-server.ts';

const SLOTS = 16_384;
const NODES = 3;
const PATIENCE_MS = 20_000;

/** A real Redis Cluster of three masters on 127.0.0.1. */
export interface RedisCluster {
  readonly servers: readonly RedisServer[];
  /** Of any of them. */
  readonly url: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts three servers, shares the slots out, and resolves when all agree that the cluster is complete. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const nodes = await Promise.all(Array.from({ length: NODES }, startNode));
  const servers = nodes.map(({ server }) => server);
  const close = async () => void (await Promise.all(servers.map((server) => server.close())));
  const clients = servers.map(({ url }) => new Redis(url, { enableReadyCheck: false }));
  try {
    await join(nodes, clients);
  } catch (error) {
    await close();
    throw error;
  } finally {
    for (const client of clients) client.disconnect();
  }
  return { servers, url: servers[0]?.url ?? '', [Symbol.asyncDispose]: close };
}

interface Node {
  server: RedisServer;
  /** Where nodes talk to each other; by default 10,000 above the port, which may be beyond the last one. */
  busPort: number;
}

async function startNode(): Promise<Node> {
  const busPort = await findFreePort();
  const options = [
    '--cluster-enabled',
    'yes',
    '--cluster-node-timeout',
    '1000',
    '--cluster-port',
    String(busPort),
  ];
  return { server: await startRedisServer({ arguments: options }), busPort };
}

async function join(nodes: readonly Node[], clients: readonly Redis[]): Promise<void> {
  for (const [index, client] of clients.entries()) {
    const [first, next] = [index, index + 1].map((part) => Math.floor((part * SLOTS) / NODES));
    await client.call('CLUSTER', 'ADDSLOTSRANGE', String(first), String((next ?? 0) - 1));
    await client.call('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1));
    for (const { server, busPort } of nodes.slice(index + 1))
      await client.call('CLUSTER', 'MEET', '127.0.0.1', String(server.port), String(busPort));
  }
  const giveUpMs = performance.now() + PATIENCE_MS;
  for (const client of clients)
    while (!/cluster_state:ok.*cluster_known_nodes:3/s.test(String(await client.call('CLUSTER', 'INFO'))))
      if (performance.now() > giveUpMs)
        throw new Error(`the cluster was not complete within ${PATIENCE_MS} ms`);
}

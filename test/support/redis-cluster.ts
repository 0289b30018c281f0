import { Redis } from 'ioredis';
import { findFreePort } from './free-port.ts';
import { RedisStartError } from './redis-process.ts';
import { type RedisServer, type RedisServerOptions, startRedisServer } from './redis-server.ts';
import type { TlsCertificate } from './tls-certificate.ts';
import { until } from './until.ts';

const SLOTS = 16_384;
const MASTERS = 3;
const PORT_ATTEMPTS = 5;

/** A real Redis Cluster of three masters on this machine. As in ElastiCache, clients know its nodes by name. */
export interface RedisCluster {
  /** Each has a third of the slots, in this order. */
  readonly masters: readonly RedisServer[];
  /** The n-th replica belongs to the n-th master. Empty without `hasReplicas`. */
  readonly replicas: readonly RedisServer[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** How the cluster is started. */
export interface RedisClusterOptions {
  /** The certificate for TLS between clients and nodes and among the nodes; without it there is no TLS. */
  readonly certificate?: TlsCertificate;
  /** Whether each master has a replica, which takes over only on a command. */
  readonly hasReplicas?: boolean;
  /** Additional options for each server program. */
  readonly arguments?: readonly string[];
}

/** Starts the servers and assigns the slots. Resolves when all nodes report a complete cluster. */
export async function startRedisCluster(options: RedisClusterOptions = {}): Promise<RedisCluster> {
  const size = options.hasReplicas ? 2 * MASTERS : MASTERS;
  const starts = await Promise.allSettled(Array.from({ length: size }, () => startNode(options)));
  const nodes = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const servers = nodes.map(({ server }) => server);
  const close = async () => void (await Promise.all(servers.map((server) => server.close())));
  const failed = starts.find((start) => start.status === 'rejected');
  if (failed !== undefined) {
    await close();
    throw failed.reason;
  }
  const tls = options.certificate && { tls: { ca: options.certificate.cert } };
  const clients = servers.map(({ url }) => new Redis(url, { enableReadyCheck: false, ...tls }));
  try {
    await join(nodes, clients);
  } catch (error) {
    await close();
    throw error;
  } finally {
    for (const client of clients) client.disconnect();
  }
  return {
    masters: servers.slice(0, MASTERS),
    replicas: servers.slice(MASTERS),
    [Symbol.asyncDispose]: close,
  };
}

interface Node {
  server: RedisServer;
  /** The port for connections between nodes. Its default, port + 10,000, can be greater than 65,535. */
  busPort: number;
}

/** Tries another bus port if another process takes the free one before the node uses it. */
async function startNode(options: RedisClusterOptions, attemptsLeft = PORT_ATTEMPTS): Promise<Node> {
  const busPort = await findFreePort();
  try {
    return { server: await startRedisServer(serverOptions(options, busPort)), busPort };
  } catch (error) {
    const isPortTaken = error instanceof RedisStartError && error.code === 'port-taken';
    if (!isPortTaken || attemptsLeft === 1) throw error;
    return startNode(options, attemptsLeft - 1);
  }
}

function serverOptions(
  { certificate, arguments: more = [] }: RedisClusterOptions,
  busPort: number,
): RedisServerOptions {
  const options = {
    'cluster-enabled': 'yes',
    'cluster-port': busPort,
    'cluster-announce-hostname': 'localhost',
    'cluster-preferred-endpoint-type': 'hostname',
    // On a slow machine no node may count as failed: only a command makes a replica take over.
    'cluster-node-timeout': 120_000,
    'cluster-replica-validity-factor': 0,
    // A replica is online only after it has received data, which is a ping as long as nothing is written.
    'repl-diskless-sync-delay': 0,
    'repl-ping-replica-period': 1,
    ...(certificate && { 'tls-cluster': 'yes', 'tls-replication': 'yes' }),
  };
  const own = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  return {
    isTls: certificate !== undefined,
    arguments: [...own, ...(certificate?.redisArguments ?? []), ...more],
  };
}

async function join(nodes: readonly Node[], clients: readonly Redis[]): Promise<void> {
  const masters = clients.slice(0, MASTERS);
  // A node accepts an epoch only before it knows another node.
  for (const [index, client] of clients.entries())
    await client.call('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1));
  for (const [index, client] of masters.entries()) {
    const [first, next] = [index, index + 1].map((part) => Math.ceil((part * SLOTS) / MASTERS));
    await client.call('CLUSTER', 'ADDSLOTSRANGE', String(first), String((next ?? 0) - 1));
  }
  for (const [index, client] of clients.entries())
    for (const { server, busPort } of nodes.slice(index + 1))
      await client.call('CLUSTER', 'MEET', '127.0.0.1', String(server.port), String(busPort));
  const allKnown = `cluster_known_nodes:${nodes.length}`;
  await untilEach(clients, async (client) => String(await client.call('CLUSTER', 'INFO')).includes(allKnown));
  for (const [index, client] of clients.slice(MASTERS).entries()) {
    const id = await masters[index]?.call('CLUSTER', 'MYID');
    // A node learns that another node exists before it learns its id.
    await untilEach([client], () =>
      client.call('CLUSTER', 'REPLICATE', String(id)).then(Boolean, () => false),
    );
  }
  await untilEach(clients, (client) => isComplete(client, nodes.length));
}

/** Whether all slots are served by name and all replicas are in sync with their masters. */
async function isComplete(client: Redis, size: number): Promise<boolean> {
  const state = String(await client.call('CLUSTER', 'INFO'));
  const names = JSON.stringify(await client.call('CLUSTER', 'SLOTS')).match(/\["localhost",/g) ?? [];
  const isInSync = !(await client.info('replication')).includes('master_link_status:down');
  return state.includes('cluster_state:ok') && names.length === size && isInSync;
}

async function untilEach(
  clients: readonly Redis[],
  condition: (client: Redis) => Promise<boolean>,
): Promise<void> {
  for (const client of clients) await until(() => condition(client));
}

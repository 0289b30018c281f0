import { Redis } from 'ioredis';
import { RedisStartError } from './redis-process.ts';
import { findFreePort, type RedisServer, type RedisServerOptions, startRedisServer } from './redis-server.ts';
import type { TlsCertificate } from './tls-certificate.ts';
import { until } from './until.ts';

const SLOTS = 16_384;
const MASTERS = 3;
const PORT_ATTEMPTS = 5;

/** A real Redis Cluster of three masters on this machine. Like ElastiCache's, its nodes are known by name. */
export interface RedisCluster {
  /** They share the slots out evenly, in this order. */
  readonly masters: readonly RedisServer[];
  /** The n-th one belongs to the n-th master; none unless asked for. */
  readonly replicas: readonly RedisServer[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** How the cluster is started. */
export interface RedisClusterOptions {
  /** Clients, replicas and the nodes among themselves then use TLS, with this certificate. */
  readonly certificate?: TlsCertificate;
  /** Whether each master has a replica; it takes over when it is told to. */
  readonly hasReplicas?: boolean;
  /** More options for each server program. */
  readonly arguments?: readonly string[];
}

/** Starts the servers, shares the slots out, and resolves when all agree that the cluster is complete. */
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
  /** Where nodes talk to each other; by default 10,000 above the port, which may be beyond the last one. */
  busPort: number;
}

/** Its bus's port may be taken by someone else between being found free and being used: then another one is tried. */
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
    // However slow the machine is, no node is taken for dead: which replica takes over, and when, is told it.
    'cluster-node-timeout': 120_000,
    'cluster-replica-validity-factor': 0,
    // A replica counts as one once something was replicated: a ping, where nobody writes.
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
  // Before any of them knows another: afterwards, a node takes no epoch.
  for (const [index, client] of clients.entries())
    await client.call('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1));
  for (const [index, client] of masters.entries()) {
    const [first, next] = [index, index + 1].map((part) => Math.ceil((part * SLOTS) / MASTERS));
    await client.call('CLUSTER', 'ADDSLOTSRANGE', String(first), String((next ?? 0) - 1));
  }
  for (const [index, client] of clients.entries())
    for (const { server, busPort } of nodes.slice(index + 1))
      await client.call('CLUSTER', 'MEET', '127.0.0.1', String(server.port), String(busPort));
  const knows = `cluster_known_nodes:${nodes.length}`;
  await untilEach(clients, async (client) => String(await client.call('CLUSTER', 'INFO')).includes(knows));
  for (const [index, client] of clients.slice(MASTERS).entries()) {
    const id = await masters[index]?.call('CLUSTER', 'MYID');
    // A node hears of another one's existence before it hears who that is.
    await untilEach([client], () =>
      client.call('CLUSTER', 'REPLICATE', String(id)).then(Boolean, () => false),
    );
  }
  await untilEach(clients, (client) => isComplete(client, nodes.length));
}

/** Whether all slots are served by name, and whatever is a replica is in step with its master. */
async function isComplete(client: Redis, size: number): Promise<boolean> {
  const state = String(await client.call('CLUSTER', 'INFO'));
  const names = JSON.stringify(await client.call('CLUSTER', 'SLOTS')).match(/\["localhost",/g) ?? [];
  const isInStep = !(await client.info('replication')).includes('master_link_status:down');
  return state.includes('cluster_state:ok') && names.length === size && isInStep;
}

async function untilEach(
  clients: readonly Redis[],
  condition: (client: Redis) => Promise<boolean>,
): Promise<void> {
  for (const client of clients) await until(() => condition(client));
}

import { setImmediate } from 'node:timers/promises';
import { Redis } from 'ioredis';
import {
  type GenesysSimulator,
  type GenesysSimulatorOptions,
  startGenesysSimulator,
} from '../../infra/local/genesys-simulator.ts';
import { decodeEntry, encodeEntry } from '../../lambda/cache/entry.ts';
import { FAILURE_MEMORY_MS } from '../../lambda/cache/failure.ts';
import { type Container, containerEnvironment, type Invocation, startContainer } from './container.ts';
import { controlKeyOf, leftOf, passInControl } from './control-fields.ts';
import { LONG_TIMEOUTS } from './long-timeouts.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';
import { readEvent } from './service.ts';

/**
 * Containers as real processes that share one real Redis and one simulated Genesys. They use the test's clock: a lease or
 * a back-off window ends only when the test ends it.
 */
export interface Fleet {
  readonly containers: readonly Container[];
  readonly simulator: GenesysSimulator;
  readonly redis: RedisServer;
  /** The test's own connection to the Redis. */
  readonly observer: Redis;
  /** Starts another container, warm or cold like the others. */
  add(): Promise<Container>;
  /** Kills a container. */
  remove(container: Container): Promise<void>;
  /** Sends the same request to every container concurrently. */
  requestAll(parameters: Readonly<Record<string, unknown>>): Promise<Invocation[]>;
  /** Makes the entry of this key stale. */
  expire(key: string): Promise<void>;
  /** Ends all leases with a term, as if it had passed. */
  endLeases(): Promise<void>;
  /** Ends the back-off window of this key; the failure stays remembered. */
  endWindow(key: string): Promise<void>;
  /** The time on the clocks of all containers, in milliseconds since the epoch. */
  readonly nowMs: number;
  /** Advances the clocks of all containers. */
  skip(ms: number): void;
  [Symbol.asyncDispose](): Promise<void>;
}

const HOUR_MS = 3_600_000;

/** How a fleet is set up. */
export interface FleetOptions {
  size: number;
  /** Additional variables of a container. */
  envOf?: (world: Pick<Fleet, 'redis' | 'simulator'>, index: number) => Promise<Record<string, string>>;
  simulator?: GenesysSimulatorOptions;
  /** Containers that have loaded their code and connected to Redis, but have not called Genesys. */
  isCold?: boolean;
}

/** The Redis client itself also waits 5 s for a reply, in real time. */
const UNLIMITED = { ...LONG_TIMEOUTS, GENESYS_CALLS_PER_MINUTE: '0' };

/** Starts a fleet of containers, warm unless it says otherwise: code loaded, Redis connected, token fetched. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const simulator = await startGenesysSimulator({ callsPerMinutePerToken: 1_000_000, ...options.simulator });
  const redis = await startRedisServer();
  const observer = new Redis(redis.url);
  const containers: Container[] = [];
  let nowMs = Date.now();

  async function add(index: number): Promise<Container> {
    const own = await options.envOf?.({ redis, simulator }, index);
    const env = { REDIS_URL: redis.url, ...UNLIMITED, ...own };
    const container = await startContainer(containerEnvironment(simulator, env), { clockStartMs: nowMs });
    containers.push(container);
    if (options.isCold) await untilConnected(container);
    else await warmUp(container, index);
    return container;
  }

  async function dispose(): Promise<void> {
    await Promise.all(containers.map((container) => container.kill()));
    observer.disconnect();
    await redis.close();
    await simulator.close();
  }

  const fleet: Fleet = {
    containers,
    simulator,
    redis,
    observer,
    add: () => add(containers.length),
    remove: async (container) => {
      containers.splice(containers.indexOf(container), 1);
      await container.kill();
    },
    requestAll: (parameters) =>
      Promise.all(containers.map((container) => container.requestQueues(parameters))),
    expire: async (key) => {
      const decoded = decodeEntry((await observer.getBuffer(key)) ?? undefined);
      if (decoded.kind !== 'entry') throw new Error(`there is no entry under ${key}`);
      const storedAtMs = decoded.entry.storedAtMs - decoded.entry.lifetimeMs;
      await observer.set(key, encodeEntry({ ...decoded.entry, storedAtMs }), 'KEEPTTL');
    },
    endLeases: async () => {
      for (const key of await observer.keys('dataaction:control:*'))
        await passInControl(observer, key, HOUR_MS, 'lease:');
    },
    endWindow: async (key) => {
      const leftMs = (await leftOf(observer, 'failure', key)) - FAILURE_MEMORY_MS;
      await passInControl(observer, controlKeyOf(key), Math.ceil(leftMs), 'failure:');
    },
    get nowMs() {
      return nowMs;
    },
    skip: (ms) => {
      nowMs += ms;
      for (const container of containers) container.skip(ms);
    },
    [Symbol.asyncDispose]: dispose,
  };
  try {
    // The first container fills the compile cache for the others.
    await add(0);
    await Promise.all(Array.from({ length: options.size - 1 }, (_, index) => add(index + 1)));
    return fleet;
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Sends requests, with keys of this container only, until an entry is stored in Redis. */
async function warmUp(container: Container, index: number): Promise<void> {
  for (let page = 1; ; page += 1) {
    const { line } = await container.requestQueues({ pageSize: 500 - index, pageNumber: 1000 + page });
    if (line.cacheWrite === 'stored') return;
    await setImmediate();
  }
}

/** Sends health checks until Redis is connected. */
async function untilConnected(container: Container): Promise<void> {
  while ((await container.invoke(readEvent('health'))).statusCode !== 200) await setImmediate();
}

/** A command as Redis ran it. */
export interface MonitoredCommand {
  /** Upper case. */
  name: string;
  args: readonly string[];
  /** The client's address and port; `lua` within a script. */
  source: string;
}

/** Returns the commands that Redis ran during `work`, in order. */
export async function monitored(observer: Redis, work: () => Promise<void>): Promise<MonitoredCommand[]> {
  const monitor = await observer.monitor();
  const commands: MonitoredCommand[] = [];
  const { promise: isOver, resolve } = Promise.withResolvers<void>();
  monitor.on('monitor', (_seconds: string, [name = '', ...args]: string[], source: string) => {
    commands.push({ name: name.toUpperCase(), args, source });
    if (args[0] === 'monitoring is over') resolve();
  });
  try {
    await work();
    await observer.echo('monitoring is over');
    await isOver;
  } finally {
    monitor.disconnect();
  }
  return commands;
}

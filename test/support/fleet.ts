import { setImmediate } from 'node:timers/promises';
import { Redis } from 'ioredis';
import {
  type GenesysSimulator,
  type GenesysSimulatorOptions,
  startGenesysSimulator,
} from '../../infra/local/genesys-simulator.ts';
import { decodeEntry, encodeEntry } from '../../lambda/cache/entry.ts';
import { type Container, containerEnvironment, type Invocation, startContainer } from './container.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

/** Containers as real processes on one real Redis and one simulated Genesys. */
export interface Fleet {
  readonly containers: readonly Container[];
  readonly simulator: GenesysSimulator;
  readonly redis: RedisServer;
  /** The test's own connection to the Redis. */
  readonly observer: Redis;
  /** The same question to every container at once. */
  askAll(parameters: Readonly<Record<string, unknown>>): Promise<Invocation[]>;
  /** Lets the entry under this key be as old as its lifetime: stale from now on. */
  expire(key: string): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** How a fleet is set up. */
export interface FleetOptions {
  size: number;
  /** Of each container, on top of what makes it ask the fleet's own Redis and simulator. */
  envOf?: (world: Pick<Fleet, 'redis' | 'simulator'>, index: number) => Promise<Record<string, string>>;
  simulator?: GenesysSimulatorOptions;
}

/** Limits that a slow machine does not reach, where the test is not about them. */
const PATIENT = {
  REDIS_TIMEOUT_MS: '5000',
  REQUEST_TIMEOUT_MS: '60000',
  GENESYS_TIMEOUT_MS: '20000',
  GENESYS_CALLS_PER_MINUTE: '0',
};

/** Starts a fleet whose containers are warm: everything is loaded, Redis connected, and a token fetched. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const simulator = await startGenesysSimulator({ callsPerMinutePerToken: 1_000_000, ...options.simulator });
  const redis = await startRedisServer();
  const observer = new Redis(redis.url);
  const containers: Container[] = [];

  async function add(index: number): Promise<void> {
    const own = await options.envOf?.({ redis, simulator }, index);
    const env = { REDIS_URL: redis.url, ...PATIENT, ...own };
    const container = await startContainer(containerEnvironment(simulator, env));
    containers.push(container);
    await warmUp(container, index);
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
    askAll: (parameters) => Promise.all(containers.map((container) => container.askQueues(parameters))),
    expire: async (key) => {
      const decoded = decodeEntry((await observer.getBuffer(key)) ?? undefined);
      if (decoded.kind !== 'entry') throw new Error(`there is no entry under ${key}`);
      const storedAtMs = decoded.entry.storedAtMs - decoded.entry.lifetimeMs;
      await observer.set(key, encodeEntry({ ...decoded.entry, storedAtMs }), 'KEEPTTL');
    },
    [Symbol.asyncDispose]: dispose,
  };
  try {
    await Promise.all(Array.from({ length: options.size }, (_, index) => add(index)));
    return fleet;
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Asks for something of its own, until Redis is connected. */
async function warmUp(container: Container, index: number): Promise<void> {
  for (let page = 1; ; page += 1) {
    const { line } = await container.askQueues({ pageSize: 500 - index, pageNumber: 1000 + page });
    if (line.cacheWrite === 'stored') return;
    await setImmediate();
  }
}

/** A command as Redis ran it. */
export interface MonitoredCommand {
  /** Upper case. */
  name: string;
  args: readonly string[];
  /** The client's address and port; `lua` within a script. */
  source: string;
  /** Milliseconds since the epoch, on Redis' clock. */
  atMs: number;
}

/** What Redis ran while `work` did, in its order. */
export async function monitored(observer: Redis, work: () => Promise<void>): Promise<MonitoredCommand[]> {
  const monitor = await observer.monitor();
  const commands: MonitoredCommand[] = [];
  const { promise: isOver, resolve } = Promise.withResolvers<void>();
  monitor.on('monitor', (seconds: string, [name = '', ...args]: string[], source: string) => {
    commands.push({ name: name.toUpperCase(), args, source, atMs: Number(seconds) * 1000 });
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

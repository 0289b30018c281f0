import { Redis } from 'ioredis';
import { type GenesysSimulator, startGenesysSimulator } from '../../infra/local/genesys-simulator.ts';
import { type Container, containerEnvironment, startContainer } from '../support/container.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import type { Limits } from './invariants.ts';

/** The whole local system: containers, Redis and Genesys, each of which can have faults. */
export interface LocalSystem {
  readonly simulator: GenesysSimulator;
  readonly redis: RedisServer;
  readonly observer: Redis;
  /** The containers that get requests now. */
  readonly inService: Set<Container>;
  /** Errors that containers reported, including containers that no longer run. */
  defects(): string[];
  /** Starts a container; it gets requests once it is warm. */
  addContainer(): Promise<Container>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The number of queues that requests search for, and so of cache keys. */
export const QUEUES = 50;

/** The limits of the containers: short, so that everything expires within a soak of one minute. */
export const LIMITS: Limits = {
  ttlMs: 2000,
  staleMs: 10_000,
  requestTimeoutMs: 3000,
  callTimeoutMs: 1000,
  copyMaxBytes: 8 * 1024,
  stallMs: 100,
};

const ENVIRONMENT = {
  CACHE_TTL_SECONDS: String(LIMITS.ttlMs / 1000),
  CACHE_STALE_IF_ERROR_SECONDS: String(LIMITS.staleMs / 1000),
  CACHE_NEGATIVE_TTL_SECONDS: '2',
  REQUEST_TIMEOUT_MS: String(LIMITS.requestTimeoutMs),
  REFRESH_TIMEOUT_MS: '400',
  REDIS_TIMEOUT_MS: '400',
  GENESYS_TIMEOUT_MS: String(LIMITS.callTimeoutMs),
  GENESYS_CALLS_PER_MINUTE: '1000000',
  GENESYS_MAX_RESPONSE_BYTES: String(1024 * 1024),
  // Less than all entries need, so that copies are evicted.
  LOCAL_COPY_MAX_BYTES: String(LIMITS.copyMaxBytes),
};

const LATENCY_MS = 20;

/** Starts Redis, Genesys and this number of containers. */
export async function startLocalSystem(size: number): Promise<LocalSystem> {
  const simulator = await startGenesysSimulator({
    callsPerMinutePerToken: 100_000_000,
    latencyMs: LATENCY_MS,
    queues: Array.from({ length: QUEUES }, (_, index) => clockQueue(index)),
  });
  const redis = await startRedisServer();
  const observer = new Redis(redis.url, { retryStrategy: () => 100, maxRetriesPerRequest: null });
  observer.on('error', () => undefined);
  const started: Container[] = [];
  const inService = new Set<Container>();
  const env = containerEnvironment(simulator, { ...ENVIRONMENT, REDIS_URL: redis.url });

  async function addContainer(): Promise<Container> {
    const container = await startContainer(env);
    started.push(container);
    await container.requestQueues({ name: queueName(0), pageSize: 100 });
    inService.add(container);
    return container;
  }
  const system: LocalSystem = {
    simulator,
    redis,
    observer,
    inService,
    defects: () => started.flatMap(({ defects }) => defects),
    addContainer,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(started.map((container) => container.kill()));
      observer.disconnect();
      await redis.close();
      await simulator.close();
    },
  };
  await Promise.all(Array.from({ length: size }, addContainer));
  return system;
}

/** The name of a queue; a request for it finds only this queue. */
export function queueName(index: number): string {
  return `Queue ${index}`;
}

/** A queue whose description is the time at which Genesys sent it, so that the age of a response can be measured. */
function clockQueue(index: number) {
  return {
    id: `0c5a1c1e-0000-4000-a000-${String(index).padStart(12, '0')}`,
    name: queueName(index),
    get description() {
      return String(Date.now());
    },
  };
}

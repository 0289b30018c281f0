import { Redis } from 'ioredis';
import { type GenesysSimulator, startGenesysSimulator } from '../../infra/local/genesys-simulator.ts';
import { type Container, containerEnvironment, startContainer } from '../support/container.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import type { Limits } from './invariants.ts';

/** The whole local system: containers, Redis and Genesys, each of which can be broken. */
export interface World {
  readonly simulator: GenesysSimulator;
  readonly redis: RedisServer;
  readonly observer: Redis;
  /** Those that take requests now. */
  readonly inService: Set<Container>;
  /** What containers complained of, those that are gone included. */
  defects(): string[];
  /** Starts a container and puts it into service once it is warm. */
  addContainer(): Promise<Container>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** How many different questions are asked. */
export const QUESTIONS = 50;

/** What the containers run with: short times, so that everything expires in a soak of a minute. */
export const LIMITS: Limits = {
  ttlMs: 2000,
  staleMs: 10_000,
  requestTimeoutMs: 3000,
  callTimeoutMs: 1000,
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
};

const LATENCY_MS = 20;

/** Starts the world with so many containers. */
export async function startWorld(size: number): Promise<World> {
  const simulator = await startGenesysSimulator({
    callsPerMinutePerToken: 100_000_000,
    latencyMs: LATENCY_MS,
    queues: Array.from({ length: QUESTIONS }, (_, index) => clockQueue(index)),
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
    await container.askQueues({ name: questionName(0), pageSize: 100 });
    inService.add(container);
    return container;
  }
  const world: World = {
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
  return world;
}

/** The name of the one queue that a question is about. */
export function questionName(index: number): string {
  return `Queue ${index}`;
}

/** A queue that tells when Genesys was asked for it: so an answer's age can be measured from outside. */
function clockQueue(index: number) {
  return {
    id: `0c5a1c1e-0000-4000-a000-${String(index).padStart(12, '0')}`,
    name: questionName(index),
    get description() {
      return String(Date.now());
    },
  };
}

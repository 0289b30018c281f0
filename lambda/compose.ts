import { dataActions } from './actions/index.ts';
import { createAnswer } from './answer.ts';
import { createMemoryStore } from './cache/memory-store.ts';
import { createReadThrough } from './cache/read-through.ts';
import { createRedisClient } from './cache/redis-client.ts';
import { openRedisConnection } from './cache/redis-connection.ts';
import { createRedisPassword } from './cache/redis-password.ts';
import { createRedisStore } from './cache/redis-store.ts';
import type { CacheStore } from './cache/store.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Config, CredentialsConfig } from './config.ts';
import type { GenesysClient } from './genesys/client.ts';
import { checkHealth } from './health.ts';
import { createHandler, type Handler } from './http/handler.ts';
import { lazy } from './lazy.ts';
import type { RedisConfig } from './redis-config.ts';
import { createTelemetry, type Telemetry } from './telemetry.ts';

/** What tests may replace. */
export interface Ports {
  clock: Clock;
  random: () => number;
  telemetry: Telemetry;
}

/** The running product: its handler, and the end of everything it holds open. */
export interface Service {
  handler: Handler;
  close(): void;
}

const MEMORY_STORE_LIMITS = { maxEntries: 1000, maxBytes: 64 * 1024 * 1024 };

/** Builds everything once per container. Redis is being connected when this returns; Genesys waits for a miss. */
export function compose(config: Config, ports: Partial<Ports> = {}): Service {
  const clock = ports.clock ?? systemClock;
  const random = ports.random ?? Math.random;
  const redis = config.redis && createRedis(config.redis, clock);
  const store = redis ?? createMemoryStore(MEMORY_STORE_LIMITS, clock);
  const { apiUrl, credentials } = config.genesys;

  const answer = createAnswer({
    actions: dataActions,
    organization: { apiUrl, client: clientName(credentials) },
    ttlSeconds: config.cacheTtlSeconds,
    readThrough: createReadThrough(store, clock, random),
    genesys: lazyGenesys(config, clock, random),
  });
  const handler = createHandler({
    answer,
    health: (signal) => checkHealth(redis, signal),
    telemetry: ports.telemetry ?? createTelemetry(config),
    clock,
    requestBudgetMs: config.requestBudgetMs,
  });
  return { handler, close: () => store.close() };
}

function createRedis(config: RedisConfig, clock: Clock): CacheStore {
  const password = createRedisPassword(config.password, clock.epochMs);
  const client = createRedisClient({ ...config, password: password.current });
  return createRedisStore(openRedisConnection(client, password), config.timeoutMs, clock);
}

/** The client by the name that the environment has for it: a hit must not need the secret itself. */
function clientName(credentials: CredentialsConfig): string {
  return credentials.from === 'environment' ? credentials.clientId : credentials.secretId;
}

/** Loads the SDK and all that goes with it when it is first needed: a hit never pays for it. */
function lazyGenesys(config: Config, clock: Clock, random: () => number): () => Promise<GenesysClient> {
  return lazy(async () => {
    const { createGenesysClient } = await import('./genesys/client.ts');
    return createGenesysClient(config.genesys, clock, random);
  });
}

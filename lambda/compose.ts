import { dataActions } from './actions/index.ts';
import { createAnswer } from './answer.ts';
import { createCacheKey, type Organization, rateLimitKey } from './cache/key.ts';
import { createMemoryStore } from './cache/memory-store.ts';
import { openRedis } from './cache/open-redis.ts';
import { createReadThrough } from './cache/read-through.ts';
import type { RedisCommands } from './cache/redis-commands.ts';
import { createSharedRateLimiter } from './cache/redis-rate-limiter.ts';
import { createRedisStore } from './cache/redis-store.ts';
import type { CacheStore } from './cache/store.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Config, GenesysConfig } from './config.ts';
import type { GenesysClient, GenesysClientParts } from './genesys/client.ts';
import { checkHealth } from './health.ts';
import { createHandler, type Handler } from './http/handler.ts';
import { lazy } from './lazy.ts';
import { listingOf } from './listing.ts';
import { createProcessRateLimiter, type RateLimiter } from './rate-limiter.ts';
import { LineLogger } from './telemetry/line-logger.ts';
import { createTelemetry, type Telemetry } from './telemetry/telemetry.ts';

/** What tests may replace. */
export interface Ports {
  clock: Clock;
  random: () => number;
  telemetry: Telemetry;
  /** Puts something between the algorithm and its store. */
  wrapStore: (store: CacheStore) => CacheStore;
}

/** The running product: its handler, and the end of everything it holds open. */
export interface Service {
  handler: Handler;
  /** Where the answers are kept. */
  store: CacheStore;
  /** Resolves once Redis is connected, or cannot be for now; at once without Redis. Never rejects. */
  started(): Promise<void>;
  close(): void;
}

const MEMORY_STORE_LIMITS = { maxEntries: 1000, maxBytes: 64 * 1024 * 1024 };
/** What storing takes beyond the time-out of Redis, encoding included. */
const STORE_MARGIN_MS = 50;

/** Builds everything once per container. Redis is being connected when this returns; Genesys waits for a miss. */
export function compose(config: Config, ports: Partial<Ports> = {}): Service {
  const clock = ports.clock ?? systemClock;
  const random = ports.random ?? Math.random;
  const redis = config.redis && openRedis(config.redis, clock);
  const redisStore = redis && createRedisStore(redis);
  const ownStore = redisStore ?? createMemoryStore(MEMORY_STORE_LIMITS, clock);
  const store = ports.wrapStore?.(ownStore) ?? ownStore;
  const organization = organizationOf(config.genesys);
  const rateLimiter = createRateLimiter({ config, clock, redis, organization });
  const policy = {
    refreshBudgetMs: config.refreshBudgetMs,
    storeReserveMs: (config.redis?.timeoutMs ?? 0) + STORE_MARGIN_MS,
    negativeSeconds: config.cacheNegativeSeconds,
    maxEntryBytes: config.cacheMaxEntryBytes,
  };

  const answer = createAnswer({
    actions: dataActions,
    cacheKey: createCacheKey(organization),
    lifetimes: config,
    clock,
    readThrough: createReadThrough({ store, clock, random, policy }),
    genesys: lazyGenesys({ config: config.genesys, clock, random, rateLimiter }),
  });
  const handler = createHandler({
    answer,
    health: (signal) => checkHealth(redisStore, signal),
    listing: listingOf(dataActions.values(), config),
    telemetry: ports.telemetry ?? createTelemetry(new LineLogger(config)),
    clock,
    budgetMs: config.requestBudgetMs,
  });
  const started = async () => redis?.settled();
  return { handler, store, started, close: () => store.close() };
}

/** The client by the name that the environment has for it: a hit must not need the secret itself. */
function organizationOf({ apiUrl, credentials }: GenesysConfig): Organization {
  return { apiUrl, client: credentials.from === 'environment' ? credentials.clientId : credentials.secretId };
}

interface RateLimiterParts {
  config: Config;
  clock: Clock;
  redis: RedisCommands | undefined;
  organization: Organization;
}

/** One for all containers where they have a Redis to meet in, else one for each. */
function createRateLimiter({ config, clock, redis, organization }: RateLimiterParts): RateLimiter {
  const { callsPerMinute } = config.genesys;
  const own = createProcessRateLimiter(callsPerMinute, clock);
  if (redis === undefined) return own;
  return createSharedRateLimiter({ redis, key: rateLimitKey(organization), callsPerMinute, own });
}

/** Loads the SDK and all that goes with it when it is first needed: a hit never pays for it. */
function lazyGenesys(parts: GenesysClientParts): () => Promise<GenesysClient> {
  return lazy(async () => {
    const { createGenesysClient } = await import('./genesys/client.ts');
    return createGenesysClient(parts);
  });
}

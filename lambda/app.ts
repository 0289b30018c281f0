import { dataActions } from './actions/catalog.ts';
import { createCache } from './cache/cache.ts';
import { createCacheKey, type Organization, rateLimitKey } from './cache/keys.ts';
import { createMemoryStore } from './cache/memory-store.ts';
import type { CacheStore } from './cache/store.ts';
import type { Config, GenesysConfig } from './config/environment.ts';
import type { GenesysClient, GenesysClientParts } from './genesys/client.ts';
import { createHandler, type Handler } from './http/handler.ts';
import { checkHealth } from './http/health.ts';
import { listingOf } from './http/listing.ts';
import { DATA_ACTION_ROUTES } from './http/request.ts';
import { healthResponse, listingResponse, successResponse } from './http/response.ts';
import type { RedisCommands } from './redis/commands.ts';
import { openRedis } from './redis/commands.ts';
import { createSharedRateLimiter } from './redis/rate-limiter.ts';
import { createRedisStore } from './redis/store.ts';
import { createRunAction } from './run-action.ts';
import { type Clock, systemClock } from './runtime/clock.ts';
import { createProcessRateLimiter, type RateLimiter } from './runtime/rate-limiter.ts';
import { lazy } from './runtime/single-flight.ts';
import { createPowertools, createTelemetry, type Telemetry } from './telemetry/telemetry.ts';

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
    refreshTimeoutMs: config.refreshTimeoutMs,
    storeReserveMs: (config.redis?.timeoutMs ?? 0) + STORE_MARGIN_MS,
    negativeSeconds: config.cacheNegativeTtlSeconds,
    maxEntryBytes: config.cacheMaxEntryBytes,
  };

  const runAction = createRunAction({
    actions: dataActions,
    cacheKey: createCacheKey(organization),
    lifetimes: config,
    clock,
    cache: createCache({ store, clock, random, policy }),
    genesys: lazyGenesys({ config: config.genesys, clock, random, rateLimiter }),
  });
  const listing = listingOf(dataActions.values(), config);
  const handler = createHandler({
    routes: DATA_ACTION_ROUTES,
    respond: async ({ metadata, body, deadline, observe }) => {
      if (metadata.target === 'health')
        return healthResponse(await checkHealth(redisStore, deadline.signal), metadata);
      if (metadata.target === 'listing') return listingResponse(listing, metadata);
      return successResponse(await runAction({ action: metadata.action, body }, deadline, observe), metadata);
    },
    telemetry: ports.telemetry ?? createTelemetry(createPowertools(config)),
    clock,
    requestTimeoutMs: config.requestTimeoutMs,
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
  const fallback = createProcessRateLimiter(callsPerMinute, clock);
  if (redis === undefined) return fallback;
  return createSharedRateLimiter({ redis, key: rateLimitKey(organization), callsPerMinute, fallback });
}

/** Loads the SDK and all that goes with it when it is first needed: a hit never pays for it. */
function lazyGenesys(parts: GenesysClientParts): () => Promise<GenesysClient> {
  return lazy(async () => {
    const { createGenesysClient } = await import('./genesys/client.ts');
    return createGenesysClient(parts);
  });
}

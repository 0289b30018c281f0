import { dataActions } from './actions/catalog.ts';
import { actionsThatAreOn, type RunnableAction } from './actions/define.ts';
import { createCache } from './cache/cache.ts';
import { createCacheKey, type Organization, rateLimitKey, tokenKey } from './cache/keys.ts';
import { createMemoryStore, type MemoryStore } from './cache/memory-store.ts';
import type { CacheStore } from './cache/store.ts';
import type { Config, GenesysConfig } from './config/environment.ts';
import type { GenesysClient, GenesysClientParts } from './genesys/client.ts';
import { createDataSerialiser } from './http/data.ts';
import { createHandler, type Handler } from './http/handler.ts';
import { type Listing, listingOf } from './http/listing.ts';
import { DATA_ACTION_ROUTES } from './http/request.ts';
import { type Health, healthResponse, listingResponse, successResponse } from './http/response.ts';
import type { RedisCommands } from './redis/commands.ts';
import { openRedis } from './redis/commands.ts';
import { createSharedRateLimiter } from './redis/rate-limiter.ts';
import { createRedisStore } from './redis/store.ts';
import { createTokenStore } from './redis/token-store.ts';
import { createRunAction } from './run-action.ts';
import { type Clock, systemClock } from './runtime/clock.ts';
import { createProcessRateLimiter, type RateLimiter } from './runtime/rate-limiter.ts';
import { lazy } from './runtime/single-flight.ts';
import type { TokenStore } from './runtime/token-store.ts';
import { createPowertools, createTelemetry, type Telemetry } from './telemetry/telemetry.ts';

/** Parts that tests replace. */
export interface Ports {
  /** By name. */
  actions: ReadonlyMap<string, RunnableAction>;
  clock: Clock;
  random: () => number;
  telemetry: Telemetry;
  /** Returns a store to use in place of this one. */
  wrapStore: (store: CacheStore) => CacheStore;
  /** The same for the shared token; not called without Redis. */
  wrapTokenStore: (store: TokenStore) => TokenStore;
}

/** The app of the data action function. */
export interface App {
  handler: Handler;
  store: CacheStore;
  /** The container's own copies of entries in Redis. */
  copies: MemoryStore;
  /** Resolves once Redis is connected or has failed to connect; at once without Redis. Never rejects. */
  started(): Promise<void>;
  /** Closes connections and timers. */
  close(): void;
}

/** Limits of the store that is used when no Redis is configured. */
const MEMORY_STORE_LIMITS = {
  maxEntries: 1000,
  maxBytes: 64 * 1024 * 1024,
  maxKeptMs: Number.POSITIVE_INFINITY,
};
const MAX_COPIES = 10_000;
/** Time reserved for encoding an entry before it is stored, in addition to the timeout of Redis. */
const STORE_MARGIN_MS = 50;

/** Builds the app once per container. Starts connecting to Redis; the Genesys client is loaded by the first miss. */
export function createApp(config: Config, ports: Partial<Ports> = {}): App {
  const clock = ports.clock ?? systemClock;
  const random = ports.random ?? Math.random;
  const actions = ports.actions ?? dataActions;
  const redis = config.redis && openRedis(config.redis, clock);
  const redisStore = redis && createRedisStore(redis);
  const plainStore = redisStore ?? createMemoryStore(MEMORY_STORE_LIMITS, clock);
  const store = ports.wrapStore?.(plainStore) ?? plainStore;
  const organization = organizationOf(config.genesys);
  const rateLimiter = createRateLimiter({ config, clock, redis, organization });
  const redisTokens = redis && createTokenStore(redis, tokenKey(organization));
  const tokenStore = redisTokens && (ports.wrapTokenStore?.(redisTokens) ?? redisTokens);
  const { copies, keepsCopies } = copiesFor(config, clock);
  const policy = {
    refreshTimeoutMs: config.refreshTimeoutMs,
    storeReserveMs: (config.redis?.timeoutMs ?? 0) + STORE_MARGIN_MS,
    negativeSeconds: config.cacheNegativeTtlSeconds,
    maxEntryBytes: config.cacheMaxEntryBytes,
  };

  const runAction = createRunAction({
    actions,
    cacheKey: createCacheKey(organization),
    lifetimes: config,
    servesPersonalData: config.externalContacts,
    clock,
    cache: createCache({ store, copies, keepsCopies, clock, random, policy }),
    serialiser: createDataSerialiser(config.responseMaxBytes),
    genesys: lazyGenesys({ config: config.genesys, clock, random, rateLimiter, tokenStore }),
  });
  const handler = createHandler({
    routes: DATA_ACTION_ROUTES,
    respond: async ({ metadata, body, deadline, observe }) => {
      if (metadata.target === 'health')
        return healthResponse(await checkHealth(redisStore, deadline.signal), metadata);
      if (metadata.target === 'listing') return listingResponse(await loadListing(config), metadata);
      return successResponse(await runAction({ action: metadata.action, body }, deadline, observe), metadata);
    },
    telemetry: ports.telemetry ?? createTelemetry(createPowertools(config)),
    clock,
    requestTimeoutMs: config.requestTimeoutMs,
  });
  const started = async () => redis?.settled();
  return { handler, store, copies, started, close: () => store.close() };
}

/** Without Redis there is nothing to keep copies of. */
function copiesFor({ redis, localCopyMaxBytes, localCopyMaxSeconds }: Config, clock: Clock) {
  const keepsCopies = redis !== undefined && localCopyMaxBytes > 0;
  const limits = {
    maxEntries: MAX_COPIES,
    maxBytes: keepsCopies ? localCopyMaxBytes : MEMORY_STORE_LIMITS.maxBytes,
    maxKeptMs: localCopyMaxSeconds * 1000,
  };
  return { copies: createMemoryStore(limits, clock), keepsCopies };
}

/** Names the OAuth client as the environment does: a hit must not read the secret. */
function organizationOf({ apiUrl, credentials }: GenesysConfig): Organization {
  return { apiUrl, client: credentials.from === 'environment' ? credentials.clientId : credentials.secretId };
}

interface RateLimiterParts {
  config: Config;
  clock: Clock;
  redis: RedisCommands | undefined;
  organization: Organization;
}

/** One limiter for all containers if they share a Redis, else one for each. */
function createRateLimiter({ config, clock, redis, organization }: RateLimiterParts): RateLimiter {
  const { callsPerMinute } = config.genesys;
  const fallback = createProcessRateLimiter(callsPerMinute, clock);
  if (redis === undefined) return fallback;
  return createSharedRateLimiter({ redis, key: rateLimitKey(organization), callsPerMinute, fallback });
}

/** Loads the texts of the data actions, which no other request needs. */
async function loadListing(config: Config): Promise<Listing> {
  const { descriptions } = await import('./actions/descriptions.ts');
  return listingOf(actionsThatAreOn(descriptions, config), config);
}

/** Loads the SDK and its dependencies on the first miss: a hit never needs them. */
function lazyGenesys(parts: GenesysClientParts): () => Promise<GenesysClient> {
  return lazy(async () => {
    const { createGenesysClient } = await import('./genesys/client.ts');
    return createGenesysClient(parts);
  });
}

/** Pings Redis; `undefined` means that none is configured. Never rejects. */
async function checkHealth(redis: CacheStore | undefined, signal: AbortSignal): Promise<Health> {
  if (redis === undefined) return { status: 'healthy', redis: 'not_configured' };
  return redis.ping(signal).then(
    () => ({ status: 'healthy', redis: 'connected' }) as const,
    () => ({ status: 'unhealthy', redis: 'disconnected' }) as const,
  );
}

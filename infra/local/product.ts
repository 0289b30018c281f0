import { dataActions } from '../../lambda/actions/catalog.ts';
import { actionsThatAreOn } from '../../lambda/actions/define.ts';
import { createApp, type Ports } from '../../lambda/app.ts';
import { createInvalidationApp } from '../../lambda/app-invalidation.ts';
import { type Config, parseLocalConfig } from '../../lambda/config/environment.ts';
import type { RedisConfig } from '../../lambda/config/redis.ts';
import type { Handler } from '../../lambda/http/handler.ts';
import { createPowertools, createTelemetry, type Telemetry } from '../../lambda/telemetry/telemetry.ts';
import { type GenesysSimulator, startGenesysSimulator } from './genesys-simulator.ts';
import { genesysSwitch, redisSwitch } from './page/fault-switch.ts';
import type { RunsOn } from './page/page-state.ts';
import { createRequestFeed, type RequestFeed } from './page/request-feed.ts';
import { requestRow } from './page/request-row.ts';
import type { PageParts } from './page/routes.ts';
import { type RedisProxy, startRedisProxy } from './redis-proxy.ts';

/** The product in this process, with a stand-in for everything around it on AWS. */
export interface LocalProduct {
  readonly handler: Handler;
  /** Port on 127.0.0.1; 0 for any free port. */
  readonly port: number;
  readonly page: PageParts;
  /** Closes the simulator, the proxy and the connections to Redis. */
  close(): Promise<void>;
}

/**
 * Starts the product with a simulated Genesys Cloud, unless the environment has credentials for the real one, and with a
 * proxy in front of Redis. The product is composed as on Lambda, with the given `ports` replaced. Throws a ConfigError
 * if the environment is invalid.
 */
export async function startProduct(
  env: NodeJS.ProcessEnv,
  ports: Partial<Ports> = {},
): Promise<LocalProduct> {
  const simulator = wantsRealGenesys(env) ? undefined : await startGenesysSimulator();
  const config = parseLocalConfig({
    ...(simulator && INVENTED_CONTACTS),
    ...env,
    ...(simulator && simulatorEnvironment(simulator)),
  });
  const proxy = await proxyFor(config.redis);
  const feed = createRequestFeed();
  const log = ports.telemetry ?? createTelemetry(createPowertools(config));
  const replaced = { ...ports, telemetry: fedTelemetry(log, feed) };
  const service = createApp(behindProxy(config, proxy), replaced);
  const invalidation = createInvalidationApp({ ...config, apiKeyId: undefined }, service.store, replaced);
  return {
    handler: (event, context) =>
      event.path === '/invalidate' ? invalidation.onRequest(event, context) : service.handler(event, context),
    port: config.port,
    page: {
      runsOn: runsOn(env, config, simulator),
      lifetimes: { freshSeconds: config.cacheTtlSeconds, staleSeconds: config.cacheStaleIfErrorSeconds },
      actions: actionsThatAreOn(dataActions.values(), config),
      switches: { genesys: genesysSwitch(simulator), redis: redisSwitch(proxy) },
      feed,
    },
    close: async () => {
      service.close();
      if ('close' in proxy) await proxy.close();
      await simulator?.close();
    },
  };
}

function wantsRealGenesys(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env.GENESYS_CLIENT_ID || env.GENESYS_CLIENT_SECRET || env.GENESYS_SECRET_ID);
}

/** The simulator's contacts are not people. */
const INVENTED_CONTACTS = { EXTERNAL_CONTACTS: 'true' };

function simulatorEnvironment({ url, credentials }: GenesysSimulator): Record<string, string> {
  return {
    GENESYS_API_URL: url,
    GENESYS_LOGIN_URL: url,
    GENESYS_CLIENT_ID: credentials.clientId,
    GENESYS_CLIENT_SECRET: credentials.clientSecret,
  };
}

/** The proxy, or why there is none. */
type MaybeProxy = RedisProxy | { readonly missingBecause: string };

async function proxyFor(redis: RedisConfig | undefined): Promise<MaybeProxy> {
  if (redis === undefined)
    return { missingBecause: 'The cache is in this process; set REDIS_URL to break it.' };
  if (redis.isTls)
    return { missingBecause: 'REDIS_URL uses TLS: the certificate would not match the proxy.' };
  if (redis.isCluster)
    return {
      missingBecause: 'REDIS_MODE is cluster: the nodes announce their own addresses, past the proxy.',
    };
  return startRedisProxy(redis);
}

function behindProxy(config: Config, proxy: MaybeProxy): Config {
  if (config.redis === undefined || !('port' in proxy)) return config;
  return { ...config, redis: { ...config.redis, host: '127.0.0.1', port: proxy.port } };
}

/** Also adds each request to the feed of the page. */
function fedTelemetry(log: Telemetry, feed: RequestFeed): Telemetry {
  return {
    request(record, context) {
      log.request(record, context);
      const row = requestRow(record, Date.now());
      if (row) feed.add(row);
    },
  };
}

function runsOn(env: NodeJS.ProcessEnv, config: Config, simulator: GenesysSimulator | undefined): RunsOn {
  return {
    node: process.version,
    cache: config.redis ? 'Redis of REDIS_URL' : 'in this process (set REDIS_URL for Redis)',
    genesys: simulator
      ? `simulator at ${simulator.url} (set GENESYS_CLIENT_ID, GENESYS_CLIENT_SECRET and GENESYS_REGION for the real one)`
      : `Genesys Cloud ${env.GENESYS_REGION ?? config.genesys.apiUrl}`,
  };
}

import type { TestContext } from 'node:test';
import { Redis } from 'ioredis';
import { type GenesysSimulator, startGenesysSimulator } from '../../../infra/local/genesys-simulator.ts';
import { sampleQueues } from '../../../infra/local/simulator/queues.ts';
import { withLongTerms } from '../movable-ports.ts';
import { startRedisServer } from '../redis-server.ts';
import { type SecretsManager, startSecretsManager } from '../secrets-manager.ts';
import { startService, type TestService } from '../service.ts';
import { type FaultyProxy, startFaultyProxy } from './faulty-proxy.ts';
import { SETTINGS } from './outcome.ts';
import { createStallClock, type StallClock } from './stall-clock.ts';

/** Everything the service depends on, each behind a proxy that injects faults. */
export interface TestSystem {
  readonly clock: StallClock;
  readonly simulator: GenesysSimulator;
  readonly api: FaultyProxy;
  readonly login: FaultyProxy;
  readonly redis: FaultyProxy;
  /** Connects to the same database without the proxy, until the next system is started. */
  readonly observer: Redis;
  /** Undefined when the OAuth client's secret is in the service's environment. */
  readonly secrets: { proxy: FaultyProxy; manager: SecretsManager } | undefined;
  /** Starts a new container of the service; `settings` replace those of the environment. */
  startContainer(settings?: Record<string, string>): Promise<TestService>;
}

/** One Redis server for many systems; each system uses its own database. */
export interface SharedRedis {
  readonly port: number;
  /** Connects to the server without a proxy. */
  readonly observer: Redis;
  /** Selects an unused database for the observer and returns its number. */
  nextDatabase(): Promise<number>;
  close(): Promise<void>;
}

/** Few, because their number makes no difference to a fault, but does to the CPU of hundreds of tests. */
const QUEUES = sampleQueues().slice(0, 10);
/** The `total` of a listing of all queues. */
export const TOTAL = QUEUES.length;
const REDIS_PASSWORD = 'the-redis-password';
const MAX_SYSTEMS = 500;
/** The service's timeout for one attempt to read the secret. */
const SECRETS_TIMEOUT_MS = 2000;
const SECRET = { GENESYS_SECRET_ID: 'genesys', GENESYS_CLIENT_ID: '', GENESYS_CLIENT_SECRET: '' };

/** Starts the server that the systems share. */
export async function startSharedRedis(): Promise<SharedRedis> {
  const databases = ['--databases', String(MAX_SYSTEMS)];
  const { port, close } = await startRedisServer({ password: REDIS_PASSWORD, arguments: databases });
  const observer = new Redis({ port, password: REDIS_PASSWORD });
  let database = 0;
  return {
    port,
    observer,
    nextDatabase: async () => {
      database += 1;
      await observer.select(database);
      return database;
    },
    close: async () => {
      observer.disconnect();
      await close();
    },
  };
}

/** Starts a system that is closed when the test ends. */
export async function startTestSystem(
  t: TestContext,
  shared: SharedRedis,
  hasSecret = false,
): Promise<TestSystem> {
  const clock = createStallClock();
  const { observer } = shared;
  const db = await shared.nextDatabase();
  const simulator = await startGenesysSimulator({ nowMs: clock.epochMs, queues: QUEUES });
  const proxies: FaultyProxy[] = [];
  t.after(() => {
    for (const proxy of proxies) proxy.close();
    return simulator.close();
  });

  async function proxyTo(targetPort: number, timeoutMs: number): Promise<FaultyProxy> {
    const proxy = await startFaultyProxy({ targetPort, clock, timeoutMs });
    proxies.push(proxy);
    return proxy;
  }

  const genesysPort = Number(new URL(simulator.url).port);
  const api = await proxyTo(genesysPort, SETTINGS.GENESYS_TIMEOUT_MS);
  const login = await proxyTo(genesysPort, SETTINGS.GENESYS_TIMEOUT_MS);
  const redis = await proxyTo(shared.port, SETTINGS.REDIS_TIMEOUT_MS);
  const manager = hasSecret ? await startSecretsManager(t, JSON.stringify(simulator.credentials)) : undefined;
  const secrets = manager && {
    manager,
    proxy: await proxyTo(manager.port, SECRETS_TIMEOUT_MS),
  };
  if (secrets) process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER = `http://${secrets.proxy.address}`;

  const settings = Object.entries(SETTINGS).map(([name, value]) => [name, String(value)]);
  const env = {
    ...Object.fromEntries(settings),
    GENESYS_API_URL: `http://${api.address}`,
    GENESYS_LOGIN_URL: `http://${login.address}`,
    REDIS_URL: `redis://:${REDIS_PASSWORD}@${redis.address}/${db}`,
    ...(secrets && SECRET),
  };
  const ports = { clock, random: () => 0, wrapStore: withLongTerms };
  const startContainer: TestSystem['startContainer'] = (settings) =>
    startService(t, { env: { ...env, ...settings }, simulator, ports });
  return { clock, simulator, api, login, redis, observer, secrets, startContainer };
}

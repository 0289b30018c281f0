import type { TestContext } from 'node:test';
import { Redis } from 'ioredis';
import { type GenesysSimulator, startGenesysSimulator } from '../../../infra/local/genesys-simulator.ts';
import { startRedisServer } from '../redis-server.ts';
import { type SecretsManager, startSecretsManager } from '../secrets-manager.ts';
import { startService, type TestService } from '../service.ts';
import { type FaultyProxy, startFaultyProxy } from './faulty-proxy.ts';
import { SETTINGS } from './outcome.ts';
import { createPatientClock, type PatientClock } from './patient-clock.ts';

/** The service's whole surroundings, each behind a proxy that can be spoiled. */
export interface World {
  readonly clock: PatientClock;
  readonly simulator: GenesysSimulator;
  readonly api: FaultyProxy;
  readonly login: FaultyProxy;
  readonly redis: FaultyProxy;
  /** Past the proxy, on the same database. */
  readonly observer: Redis;
  /** Undefined where the service has the OAuth client's secret in its environment. */
  readonly secrets: { proxy: FaultyProxy; manager: SecretsManager } | undefined;
  /** A new container of the service. */
  startContainer(): Promise<TestService>;
}

/** A Redis server for many worlds, of which each has a database of its own. */
export interface SharedRedis {
  readonly port: number;
  /** The number of a database that nobody has used. */
  nextDatabase(): number;
  close(): Promise<void>;
}

const REDIS_PASSWORD = 'the-redis-password';
const MOST_WORLDS = 500;
/** What an attempt to read a secret may take. */
const SECRETS_TIMEOUT_MS = 2000;
const SECRET = { GENESYS_SECRET_ID: 'genesys', GENESYS_CLIENT_ID: '', GENESYS_CLIENT_SECRET: '' };

/** Starts the server that worlds share. */
export async function startSharedRedis(): Promise<SharedRedis> {
  const databases = ['--databases', String(MOST_WORLDS)];
  const { port, close } = await startRedisServer({ password: REDIS_PASSWORD, arguments: databases });
  let database = 0;
  return { port, close, nextDatabase: () => database++ };
}

/** Builds a world that ends with the test. */
export async function buildWorld(t: TestContext, shared: SharedRedis, hasSecret = false): Promise<World> {
  const clock = createPatientClock();
  const db = shared.nextDatabase();
  const simulator = await startGenesysSimulator({ nowMs: clock.epochMs });
  const proxies: FaultyProxy[] = [];
  const observer = new Redis({ port: shared.port, db, password: REDIS_PASSWORD });
  t.after(() => {
    for (const proxy of proxies) proxy.close();
    observer.disconnect();
    return simulator.close();
  });

  async function before(targetPort: number, limitMs: number): Promise<FaultyProxy> {
    const proxy = await startFaultyProxy({ targetPort, clock, limitMs });
    proxies.push(proxy);
    return proxy;
  }

  const genesysPort = Number(new URL(simulator.url).port);
  const api = await before(genesysPort, SETTINGS.GENESYS_TIMEOUT_MS);
  const login = await before(genesysPort, SETTINGS.GENESYS_TIMEOUT_MS);
  const redis = await before(shared.port, SETTINGS.REDIS_TIMEOUT_MS);
  const manager = hasSecret ? await startSecretsManager(t, JSON.stringify(simulator.credentials)) : undefined;
  const secrets = manager && {
    manager,
    proxy: await before(manager.port, SECRETS_TIMEOUT_MS),
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
  const startContainer = () => startService(t, { env, simulator, ports: { clock, random: () => 0 } });
  return { clock, simulator, api, login, redis, observer, secrets, startContainer };
}

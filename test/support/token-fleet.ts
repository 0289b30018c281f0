import type { TestContext } from 'node:test';
import { Redis } from 'ioredis';
import { tokenKey } from '../../lambda/cache/keys.ts';
import type { Credentials } from '../../lambda/genesys/login.ts';
import type { TokenOwner } from '../../lambda/genesys/token-seal.ts';
import { createTokenSource, type ObtainedToken } from '../../lambda/genesys/token-source.ts';
import type { Transport } from '../../lambda/genesys/transport.ts';
import { createTokenStore } from '../../lambda/redis/token-store.ts';
import { abortable, withDeadline } from '../../lambda/runtime/deadline.ts';
import { controlKeyOf } from './control-fields.ts';
import { createMovablePorts } from './movable-ports.ts';
import { startRedisServer } from './redis-server.ts';
import { openRedisStore } from './redis-store.ts';

const API_URL = 'https://api.genesys.test';
const LOGIN_URL = 'https://login.genesys.test';
const CLIENT_ID = 'client-1';
/** The name under which the fleet shares its token. */
export const TOKEN_KEY = tokenKey({ apiUrl: API_URL, client: CLIENT_ID });
/** The hash that holds it. */
export const TOKEN_CONTROL = controlKeyOf(TOKEN_KEY);

/** A login service that a test controls. */
export interface LoginService {
  /** The number of requests so far. */
  logins: number;
  /** Requests that wait because of `holds`. */
  waiting: number;
  /** What it accepts; other secrets get 401. */
  secret: string;
  lifetimeSeconds: number;
  /** A status other than 200 to respond with. */
  status: number | undefined;
  /** Requests wait until the promise resolves. */
  holds: Promise<void> | undefined;
}

/** A container's source of tokens. */
export interface TokenContainer {
  get(timeoutMs?: number): Promise<ObtainedToken>;
  discard(token: string): void;
  /** Advances its clock. */
  skip(ms: number): void;
  closeRedis(): void;
}

/** How a container differs from the others. */
export interface TokenContainerOptions {
  /** The secret that it has read. */
  secret?: string;
  /** The secret that it gets when it reads again; default: the one that it has. */
  nextSecret?: () => string;
  skewMs?: number;
  redisUrl?: string;
}

/** Sources of tokens that share one real Redis and one login service. Leases end only when the test ends them. */
export async function startTokenFleet(t: TestContext) {
  const server = await startRedisServer();
  const observer = new Redis(server.url);
  t.after(async () => {
    observer.disconnect();
    await server.close();
  });
  const service: LoginService = {
    logins: 0,
    waiting: 0,
    secret: 'secret-1',
    lifetimeSeconds: 86_400,
    status: undefined,
    holds: undefined,
  };

  function container(options: TokenContainerOptions = {}): TokenContainer {
    const { skewMs = 0, secret = 'secret-1', nextSecret = () => secret, redisUrl = server.url } = options;
    const { clock, skip, wrapTokenStore } = createMovablePorts(Date.now() + skewMs);
    const { redis } = openRedisStore({ REDIS_URL: redisUrl });
    t.after(redis.close);
    const credentialsOf = (clientSecret: string): Credentials => ({ clientId: CLIENT_ID, clientSecret });
    const source = createTokenSource({
      takeLogin: async () => undefined,
      apiUrl: API_URL,
      loginUrl: LOGIN_URL,
      credentials: {
        get: async () => credentialsOf(secret),
        refresh: async () => credentialsOf(nextSecret()),
      },
      transport: loginTransport(service),
      clock,
      random: Math.random,
      store: wrapTokenStore(createTokenStore(redis, TOKEN_KEY)),
    });
    return {
      get: (timeoutMs = 60_000) => withDeadline(timeoutMs, clock, source.get),
      discard: source.discard,
      skip,
      closeRedis: redis.close,
    };
  }

  const owner: TokenOwner = {
    apiUrl: API_URL,
    loginUrl: LOGIN_URL,
    clientId: CLIENT_ID,
    clientSecret: 'secret-1',
  };
  return { server, observer, service, owner, container };
}

function loginTransport(service: LoginService): Transport {
  return async ({ headers }, signal) => {
    service.logins += 1;
    const token = `token-${service.logins}`;
    const { holds } = service;
    if (holds !== undefined) {
      service.waiting += 1;
      await abortable<void>(signal, (resolve) => {
        holds.then(resolve);
        return () => {
          service.waiting -= 1;
        };
      });
    }
    const expected = `Basic ${Buffer.from(`${CLIENT_ID}:${service.secret}`).toString('base64')}`;
    const status = headers.authorization === expected ? (service.status ?? 200) : 401;
    const text = JSON.stringify({ access_token: token, expires_in: service.lifetimeSeconds });
    return { status, headers: new Headers(), text };
  };
}

export type TokenFleet = Awaited<ReturnType<typeof startTokenFleet>>;

/** The number of containers that a test starts unless it says otherwise. */
export const FLEET_SIZE = 8;

export function startContainers(fleet: TokenFleet, size = FLEET_SIZE): TokenContainer[] {
  return Array.from({ length: size }, () => fleet.container());
}

/** Gets a token in each container concurrently. */
export function getAll(containers: readonly TokenContainer[]): Promise<ObtainedToken[]> {
  return Promise.all(containers.map((container) => container.get()));
}

/** The different tokens, in order. */
export function tokensOf(obtained: readonly ObtainedToken[]): string[] {
  return [...new Set(obtained.map(({ token }) => token))].sort();
}

/** Where each token came from, in alphabetical order. */
export function sourcesOf(obtained: readonly ObtainedToken[]): string[] {
  return obtained.map(({ source }) => source).sort();
}

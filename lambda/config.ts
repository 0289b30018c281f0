import { dataActions } from './actions/index.ts';
import { type Environment, EnvReader } from './env-reader.ts';
import { REGION_HOSTS } from './genesys/regions.ts';
import { mostTtlSeconds, TTL_VARIABLE_PREFIX, ttlVariable } from './lifetime.ts';
import { type RedisConfig, readRedis } from './redis-config.ts';
import { SERVICE_NAME } from './telemetry/metric-names.ts';

/** Everything that can be set from outside, checked. */
export interface Config {
  /** Tells this deployment's log lines and metrics from those of others in the account. */
  serviceName: string;
  logLevel: LogLevel;
  /** Of data actions that have no TTL of their own. */
  cacheTtlSeconds: number;
  /** TTLs that are set for one data action each, by its name; see {@link mostTtlSeconds}. */
  cacheTtlSecondsByAction: ReadonlyMap<string, number>;
  /** How long an entry may answer beyond its TTL when Genesys cannot be asked. */
  cacheStaleSeconds: number;
  /** How long it is remembered that Genesys has no such thing. */
  cacheNegativeSeconds: number;
  /** A bigger entry is answered, and not stored. */
  cacheMaxEntryBytes: number;
  /** What renewing an entry that is still fresh may take; 0: none is renewed early. */
  refreshBudgetMs: number;
  requestBudgetMs: number;
  /** Undefined: the cache is kept in the process. */
  redis: RedisConfig | undefined;
  genesys: GenesysConfig;
}

/** Which Genesys Cloud is asked, as whom, and how long one call may take. */
export interface GenesysConfig {
  /** Origin of the Platform API, for example `https://api.mypurecloud.ie`. */
  apiUrl: string;
  /** Origin of the login service, for example `https://login.mypurecloud.ie`. */
  loginUrl: string;
  callTimeoutMs: number;
  /** A longer answer is no answer. */
  maxBodyBytes: number;
  /** Of all containers together; 0: any number. */
  callsPerMinute: number;
  credentials: CredentialsConfig;
}

/** Where the OAuth client's id and secret come from. */
export type CredentialsConfig =
  | { from: 'environment'; clientId: string; clientSecret: string }
  | { from: 'secrets-manager'; secretId: string };

/** The environment is not fit to start with; the message has one line for each problem. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(problems: readonly string[]) {
    super(`the configuration is wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

const MEBIBYTE = 1024 * 1024;
/** Of lines, least severe first. */
export const LOG_LEVELS = ['INFO', 'WARN', 'ERROR'] as const;

/** Lines below are not written. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** `LOG_LEVEL`, or INFO. */
export function readLogLevel(env: EnvReader): LogLevel {
  return env.oneOf('LOG_LEVEL', LOG_LEVELS) ?? 'INFO';
}

/**
 * Reads the environment; the README's table has every variable. Throws one {@link ConfigError} that lists every
 * problem, with the value and what was expected; secrets are named, never shown.
 */
export function parseConfig(environment: Environment): Config {
  const env = new EnvReader(environment);
  const config: Config = {
    serviceName: env.text('POWERTOOLS_SERVICE_NAME') ?? SERVICE_NAME,
    logLevel: readLogLevel(env),
    cacheTtlSeconds: env.integer('CACHE_TTL_SECONDS', { fallback: 300, min: 1, max: 86_400 }),
    cacheTtlSecondsByAction: readTtls(env),
    cacheStaleSeconds: env.integer('CACHE_STALE_SECONDS', { fallback: 3600, min: 0, max: 604_800 }),
    cacheNegativeSeconds: env.integer('CACHE_NEGATIVE_SECONDS', { fallback: 30, min: 0, max: 3600 }),
    cacheMaxEntryBytes: env.integer('CACHE_MAX_ENTRY_BYTES', {
      fallback: 4 * MEBIBYTE,
      min: 1024,
      max: 64 * MEBIBYTE,
    }),
    refreshBudgetMs: env.integer('REFRESH_BUDGET_MS', { fallback: 800, min: 0, max: 60_000 }),
    requestBudgetMs: env.integer('REQUEST_BUDGET_MS', { fallback: 10_000, min: 100, max: 60_000 }),
    redis: readRedis(env),
    genesys: readGenesys(env),
  };
  if (env.problems.length > 0) throw new ConfigError(env.problems);
  return config;
}

/** `CACHE_TTL_SECONDS_<ACTION>` for each data action that has one; one for no data action is a problem. */
function readTtls(env: EnvReader): Map<string, number> {
  const known = new Map(Array.from(dataActions.values(), (action) => [ttlVariable(action.name), action]));
  const ttls = new Map<string, number>();
  for (const variable of env.namesWith(TTL_VARIABLE_PREFIX)) {
    const action = known.get(variable);
    if (action === undefined) {
      env.problems.push(`${variable} is for no data action, expected one of ${[...known.keys()].join(', ')}`);
      continue;
    }
    const range = { fallback: 1, min: 1, max: mostTtlSeconds(action) };
    ttls.set(action.name, env.integer(variable, range));
  }
  return ttls;
}

function readGenesys(env: EnvReader): GenesysConfig {
  const region = env.oneOf('GENESYS_REGION', REGION_HOSTS);
  const urlsAreSet = env.text('GENESYS_API_URL') && env.text('GENESYS_LOGIN_URL');
  if (env.text('GENESYS_REGION') === undefined && !urlsAreSet)
    env.missing('GENESYS_REGION', `one of ${REGION_HOSTS.join(', ')}`);
  return {
    apiUrl: env.origin('GENESYS_API_URL') ?? `https://api.${region}`,
    loginUrl: env.origin('GENESYS_LOGIN_URL') ?? `https://login.${region}`,
    callTimeoutMs: env.integer('GENESYS_TIMEOUT_MS', { fallback: 5000, min: 100, max: 60_000 }),
    maxBodyBytes: env.integer('MAX_UPSTREAM_BYTES', {
      fallback: 8 * MEBIBYTE,
      min: 1024,
      max: 64 * MEBIBYTE,
    }),
    callsPerMinute: env.integer('GENESYS_CALLS_PER_MINUTE', { fallback: 270, min: 0, max: 1_000_000 }),
    credentials: readCredentials(env),
  };
}

function readCredentials(env: EnvReader): CredentialsConfig {
  const secretId = env.text('GENESYS_SECRET_ID');
  const clientId = env.text('GENESYS_CLIENT_ID');
  const clientSecret = env.text('GENESYS_CLIENT_SECRET');
  if (secretId !== undefined) {
    if (clientId !== undefined || clientSecret !== undefined)
      env.problems.push('GENESYS_SECRET_ID is set together with GENESYS_CLIENT_ID or GENESYS_CLIENT_SECRET');
    return { from: 'secrets-manager', secretId };
  }
  if (clientId === undefined)
    env.missing('GENESYS_CLIENT_ID', 'the id of a Genesys OAuth client, or GENESYS_SECRET_ID in its place');
  if (clientSecret === undefined)
    env.missing('GENESYS_CLIENT_SECRET', 'its secret, or GENESYS_SECRET_ID in its place');
  return { from: 'environment', clientId: clientId ?? '', clientSecret: clientSecret ?? '' };
}

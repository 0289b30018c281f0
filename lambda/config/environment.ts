import { REGION_HOSTS } from '../genesys/regions.ts';
import { readTtls } from './lifetime.ts';
import { type RedisConfig, readRedis } from './redis.ts';
import { type LogLevel, SETTINGS } from './settings.ts';
import { ConfigError, type Environment, SettingsReader } from './settings-reader.ts';

/** The checked configuration of the data action function. */
export interface Config {
  serviceName: string;
  logLevel: LogLevel;
  /** For data actions without a TTL of their own. */
  cacheTtlSeconds: number;
  /** TTLs of single data actions, by name. */
  cacheTtlSecondsByAction: ReadonlyMap<string, number>;
  /** How long after its TTL an entry is still served while Genesys fails. */
  cacheStaleIfErrorSeconds: number;
  /** How long a "not found" from Genesys is cached; 0: not at all. */
  cacheNegativeTtlSeconds: number;
  /** A larger entry is returned but not stored. */
  cacheMaxEntryBytes: number;
  /** A response with a larger body is refused. */
  responseMaxBytes: number;
  /** How long a fetch may take, at least, while there is an entry to fall back on. */
  refreshTimeoutMs: number;
  /** For this container's own copies of entries; 0: no copies. */
  localCopyMaxBytes: number;
  /** How long a copy is used after it was last read from Redis. */
  localCopyMaxSeconds: number;
  requestTimeoutMs: number;
  /** Whether data actions with personal data are on. */
  externalContacts: boolean;
  /** Undefined: the cache is in this process. */
  redis: RedisConfig | undefined;
  genesys: GenesysConfig;
}

/** How to call Genesys Cloud. */
export interface GenesysConfig {
  /** Origin of the Platform API, for example `https://api.mypurecloud.ie`. */
  apiUrl: string;
  /** Origin of the login service, for example `https://login.mypurecloud.ie`. */
  loginUrl: string;
  callTimeoutMs: number;
  maxResponseBytes: number;
  /** For all containers together; 0: no limit. */
  callsPerMinute: number;
  credentials: CredentialsConfig;
}

/** Where the OAuth client's id and secret come from. */
export type CredentialsConfig =
  | { from: 'environment'; clientId: string; clientSecret: string }
  | { from: 'secrets-manager'; secretId: string };

/** The checked configuration of `npm start`. */
interface LocalConfig extends Config {
  /** Where to listen on 127.0.0.1; 0: any free port. */
  port: number;
}

/** The checked configuration of the invalidation function. */
export interface InvalidationConfig {
  serviceName: string;
  logLevel: LogLevel;
  /** The Redis with the entries that it invalidates. */
  redis: RedisConfig;
  /** Id of the only API key that `POST /invalidate` accepts; undefined: any. */
  apiKeyId: string | undefined;
}

/**
 * The configuration in an environment (settings.ts has every variable). Throws a {@link ConfigError} that lists all
 * problems, each with the value and what was expected; secrets are never shown.
 */
export function parseConfig(environment: Environment): Config {
  return checked(environment, readConfig);
}

/** The same for `npm start`, which has settings of its own. */
export function parseLocalConfig(environment: Environment): LocalConfig {
  return checked(environment, (env) => ({ port: env.read(SETTINGS.port), ...readConfig(env) }));
}

/** The same for the invalidation function, which uses only the settings of Redis, of the log and of its API key. */
export function parseInvalidationConfig(environment: Environment): InvalidationConfig {
  return checked(environment, (env) => {
    const redis = readRedis(env);
    if (env.text('REDIS_URL') === undefined)
      env.missing('REDIS_URL', 'redis:// or rediss://: a cache in another process cannot be invalidated');
    const common = readCommon(env);
    const apiKeyId = env.read(SETTINGS.invalidationApiKeyId);
    return redis && { ...common, apiKeyId, redis };
  });
}

/** The configuration that `read` returns; throws a {@link ConfigError} if it found a problem. */
function checked<T>(environment: Environment, read: (env: SettingsReader) => T | undefined): T {
  const env = new SettingsReader(environment);
  const config = read(env);
  if (env.problems.length > 0 || config === undefined) throw new ConfigError(env.problems);
  return config;
}

function readConfig(env: SettingsReader): Config {
  return {
    ...readCommon(env),
    cacheTtlSeconds: env.read(SETTINGS.cacheTtlSeconds),
    cacheTtlSecondsByAction: readTtls(env),
    cacheStaleIfErrorSeconds: env.read(SETTINGS.cacheStaleIfErrorSeconds),
    cacheNegativeTtlSeconds: env.read(SETTINGS.cacheNegativeTtlSeconds),
    cacheMaxEntryBytes: env.read(SETTINGS.cacheMaxEntryBytes),
    responseMaxBytes: env.read(SETTINGS.responseMaxBytes),
    refreshTimeoutMs: env.read(SETTINGS.refreshTimeoutMs),
    localCopyMaxBytes: env.read(SETTINGS.localCopyMaxBytes),
    localCopyMaxSeconds: env.read(SETTINGS.localCopyMaxSeconds),
    requestTimeoutMs: env.read(SETTINGS.requestTimeoutMs),
    externalContacts: env.read(SETTINGS.externalContacts),
    redis: readRedis(env),
    genesys: readGenesys(env),
  };
}

function readCommon(env: SettingsReader): Pick<Config, 'serviceName' | 'logLevel'> {
  return { serviceName: env.read(SETTINGS.serviceName), logLevel: env.read(SETTINGS.logLevel) };
}

function readGenesys(env: SettingsReader): GenesysConfig {
  const region = env.read(SETTINGS.genesysRegion);
  const hasBothUrls = env.text('GENESYS_API_URL') && env.text('GENESYS_LOGIN_URL');
  if (env.text('GENESYS_REGION') === undefined && !hasBothUrls)
    env.missing('GENESYS_REGION', `one of ${REGION_HOSTS.join(', ')}`);
  return {
    apiUrl: env.read(SETTINGS.genesysApiUrl) ?? `https://api.${region}`,
    loginUrl: env.read(SETTINGS.genesysLoginUrl) ?? `https://login.${region}`,
    callTimeoutMs: env.read(SETTINGS.genesysTimeoutMs),
    maxResponseBytes: env.read(SETTINGS.genesysMaxResponseBytes),
    callsPerMinute: env.read(SETTINGS.genesysCallsPerMinute),
    credentials: readCredentials(env),
  };
}

function readCredentials(env: SettingsReader): CredentialsConfig {
  const secretId = env.read(SETTINGS.genesysSecretId);
  const clientId = env.read(SETTINGS.genesysClientId);
  const clientSecret = env.read(SETTINGS.genesysClientSecret);
  if (secretId !== undefined) {
    if (clientId !== undefined || clientSecret !== undefined)
      env.problems.push(
        'GENESYS_SECRET_ID is set together with GENESYS_CLIENT_ID or GENESYS_CLIENT_SECRET, expected one or the other',
      );
    return { from: 'secrets-manager', secretId };
  }
  if (clientId === undefined)
    env.missing('GENESYS_CLIENT_ID', 'the id of a Genesys OAuth client; or set GENESYS_SECRET_ID instead');
  if (clientSecret === undefined)
    env.missing('GENESYS_CLIENT_SECRET', 'the secret of that client; or set GENESYS_SECRET_ID instead');
  return { from: 'environment', clientId: clientId ?? '', clientSecret: clientSecret ?? '' };
}

/** With less memory, an invocation has too little CPU for a TLS handshake; measured in docs/cold-start.md. */
const MIN_HANDSHAKE_MEMORY_MB = 1024;

/**
 * Whether a container waits for Redis during init. The variables that decide this are set by Lambda.
 *
 * A provisioned container waits, because that delays no request, and because Lambda may freeze the container after init,
 * in the middle of a handshake. An on-demand container waits only below 1024 MB: there the TLS handshake is faster during
 * init, which has a full CPU, than inside the invocation. With more memory, waiting during init saves the caller nothing.
 */
export function waitsForRedis(environment: Environment): boolean {
  const { AWS_LAMBDA_INITIALIZATION_TYPE: type, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: memoryMb } = environment;
  return type === 'provisioned-concurrency' || Number(memoryMb) < MIN_HANDSHAKE_MEMORY_MB;
}

import { SETTINGS } from './settings.ts';
import type { SettingsReader } from './settings-reader.ts';

/** How to connect to Redis. */
export interface RedisConfig {
  host: string;
  port: number;
  db: number;
  isTls: boolean;
  isCluster: boolean;
  username: string | undefined;
  password: RedisPasswordConfig;
  /** For one operation, connecting included. */
  timeoutMs: number;
}

/** Where the password of a Redis connection comes from. */
export type RedisPasswordConfig =
  | { from: 'url'; password: string | undefined }
  | { from: 'iam'; request: IamLogin; credentials: AwsCredentials }
  | { from: 'secrets-manager'; secretId: string };

/** An ElastiCache user and the cache to log in to. */
export interface IamLogin {
  /** Id and name of the user; IAM authentication requires both to be the same. */
  userName: string;
  /** Id of the replication group, or name of the serverless cache; in lower case. */
  cacheName: string;
  isServerless: boolean;
  region: string;
}

/** The credentials of the function's role, which Lambda sets in the environment. */
export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  /** Set for temporary credentials, such as those of a role. */
  sessionToken?: string | undefined;
}

const DEFAULT_PORT = 6379;

/** The `REDIS_*` settings; undefined if `REDIS_URL` is not set. */
export function readRedis(env: SettingsReader): RedisConfig | undefined {
  const timeoutMs = env.read(SETTINGS.redisTimeoutMs);
  const isCluster = env.read(SETTINGS.redisMode) === 'cluster';
  const url = env.read(SETTINGS.redisUrl);
  if (url === undefined) return undefined;
  const username = decodeURIComponent(url.username) || undefined;
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || DEFAULT_PORT),
    db: Number(url.pathname.slice(1) || 0),
    isTls: url.protocol === 'rediss:',
    isCluster,
    username,
    password: readPassword(env, username, decodeURIComponent(url.password) || undefined),
    timeoutMs,
  };
}

function readPassword(
  env: SettingsReader,
  userName: string | undefined,
  password: string | undefined,
): RedisPasswordConfig {
  const cacheName = env.read(SETTINGS.redisIamCache);
  const secretId = env.read(SETTINGS.redisPasswordSecretId);
  const isServerless = env.read(SETTINGS.redisIamServerless);
  const given = Object.entries({
    REDIS_IAM_CACHE: cacheName,
    REDIS_PASSWORD_SECRET_ID: secretId,
    'a password in REDIS_URL': password,
  }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (given.length > 1) env.problems.push(`${given.join(' and ')} are set together, expected one of them`);

  if (secretId !== undefined) return { from: 'secrets-manager', secretId };
  if (cacheName === undefined) return { from: 'url', password };
  if (userName === undefined)
    env.problems.push(
      'REDIS_URL names no user, expected the ElastiCache user, because REDIS_IAM_CACHE is set',
    );
  return {
    from: 'iam',
    request: { userName: userName ?? '', cacheName, isServerless, region: readAws(env, 'AWS_REGION') },
    credentials: {
      accessKeyId: readAws(env, 'AWS_ACCESS_KEY_ID'),
      secretAccessKey: readAws(env, 'AWS_SECRET_ACCESS_KEY'),
      sessionToken: env.text('AWS_SESSION_TOKEN'),
    },
  };
}

/** A variable that AWS Lambda sets itself. */
function readAws(env: SettingsReader, variable: string): string {
  const value = env.text(variable);
  if (value === undefined) env.missing(variable, 'the value that AWS Lambda sets: REDIS_IAM_CACHE needs it');
  return value ?? '';
}

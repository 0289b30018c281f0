import type { EnvReader } from './env-reader.ts';
import type { IamTokenRequest } from './redis/iam-token.ts';
import type { AwsCredentials } from './redis/sigv4.ts';

/** Which Redis, as whom, and how long one operation on it may take. */
export interface RedisConfig {
  host: string;
  port: number;
  db: number;
  isTls: boolean;
  isCluster: boolean;
  username: string | undefined;
  password: RedisPasswordConfig;
  timeoutMs: number;
}

/** Where the password of a Redis connection comes from. */
export type RedisPasswordConfig =
  | { from: 'url'; password: string | undefined }
  | { from: 'iam'; request: IamTokenRequest; credentials: AwsCredentials }
  | { from: 'secrets-manager'; secretId: string };

const DEFAULT_REDIS_PORT = 6379;

/** Reads the `REDIS_*` variables; undefined where `REDIS_URL` is not set. */
export function readRedis(env: EnvReader): RedisConfig | undefined {
  const timeoutMs = env.integer('REDIS_TIMEOUT_MS', { fallback: 250, min: 10, max: 5000 });
  const isCluster = env.oneOf('REDIS_MODE', ['standalone', 'cluster']) === 'cluster';
  const url = env.redisUrl('REDIS_URL');
  if (url === undefined) return undefined;
  const username = decodeURIComponent(url.username) || undefined;
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || DEFAULT_REDIS_PORT),
    db: Number(url.pathname.slice(1) || 0),
    isTls: url.protocol === 'rediss:',
    isCluster,
    username,
    password: readRedisPassword(env, username, decodeURIComponent(url.password) || undefined),
    timeoutMs,
  };
}

function readRedisPassword(
  env: EnvReader,
  userName: string | undefined,
  password: string | undefined,
): RedisPasswordConfig {
  const cacheName = env.text('REDIS_IAM_CACHE');
  const secretId = env.text('REDIS_PASSWORD_SECRET_ID');
  const isServerless = env.oneOf('REDIS_IAM_SERVERLESS', ['true', 'false']) === 'true';
  const given = Object.entries({
    REDIS_IAM_CACHE: cacheName,
    REDIS_PASSWORD_SECRET_ID: secretId,
    'a password in REDIS_URL': password,
  }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (given.length > 1) env.problems.push(`${given.join(' and ')} are set together, expected one of them`);

  if (secretId !== undefined) return { from: 'secrets-manager', secretId };
  if (cacheName === undefined) return { from: 'url', password };
  if (userName === undefined)
    env.problems.push('REDIS_URL names no user, expected the one that REDIS_IAM_CACHE knows');
  return {
    from: 'iam',
    request: { userName: userName ?? '', cacheName, isServerless, region: awsVariable(env, 'AWS_REGION') },
    credentials: {
      accessKeyId: awsVariable(env, 'AWS_ACCESS_KEY_ID'),
      secretAccessKey: awsVariable(env, 'AWS_SECRET_ACCESS_KEY'),
      sessionToken: env.text('AWS_SESSION_TOKEN'),
    },
  };
}

/** Lambda sets these itself. */
function awsVariable(env: EnvReader, name: string): string {
  const value = env.text(name);
  if (value === undefined) env.missing(name, 'what AWS Lambda sets, as REDIS_IAM_CACHE needs it');
  return value ?? '';
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRedis } from '../../../lambda/config/redis.ts';
import { SettingsReader } from '../../../lambda/config/settings-reader.ts';

const AWS = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'planted',
};

function read(env: Record<string, string>) {
  const reader = new SettingsReader(env);
  return { redis: readRedis(reader), problems: reader.problems };
}

test('without REDIS_URL, Redis is not used', () => {
  assert.deepEqual(read({}), { redis: undefined, problems: [] });
});

test('REDIS_URL alone means a single server, the default port and a timeout of 250 ms', () => {
  assert.deepEqual(read({ REDIS_URL: 'redis://localhost' }), {
    redis: {
      host: 'localhost',
      port: 6379,
      db: 0,
      isTls: false,
      isCluster: false,
      username: undefined,
      password: { from: 'url', password: undefined },
      timeoutMs: 250,
    },
    problems: [],
  });
});

test('REDIS_URL sets TLS, user, password, port and database', () => {
  const { redis } = read({ REDIS_URL: 'rediss://us%40er:pa%3Ass@[::1]:6380/2', REDIS_MODE: 'cluster' });
  assert.deepEqual(redis, {
    host: '::1',
    port: 6380,
    db: 2,
    isTls: true,
    isCluster: true,
    username: 'us@er',
    password: { from: 'url', password: 'pa:ss' },
    timeoutMs: 250,
  });
});

test("REDIS_IAM_CACHE signs tokens with Lambda's credentials and region", () => {
  const env = {
    ...AWS,
    REDIS_URL: 'rediss://app@cache:6379',
    REDIS_IAM_CACHE: 'my-cache',
    AWS_SESSION_TOKEN: 'session',
  };
  assert.deepEqual(read(env).redis?.password, {
    from: 'iam',
    request: { userName: 'app', cacheName: 'my-cache', isServerless: false, region: 'eu-central-1' },
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'planted', sessionToken: 'session' },
  });
  const serverless = read({ ...env, REDIS_IAM_SERVERLESS: 'true' }).redis?.password;
  assert.partialDeepStrictEqual(serverless, { request: { isServerless: true } });
});

test('REDIS_PASSWORD_SECRET_ID is the secret that holds the password', () => {
  const { redis } = read({ REDIS_URL: 'rediss://app@cache', REDIS_PASSWORD_SECRET_ID: 'redis/password' });
  assert.deepEqual(redis?.password, { from: 'secrets-manager', secretId: 'redis/password' });
});

for (const { name, env, problems } of [
  {
    name: 'more than one source for the password',
    env: {
      ...AWS,
      REDIS_URL: 'redis://app:planted@cache',
      REDIS_IAM_CACHE: 'c',
      REDIS_PASSWORD_SECRET_ID: 's',
    },
    problems: [
      'REDIS_IAM_CACHE and REDIS_PASSWORD_SECRET_ID and a password in REDIS_URL are set together, expected one of them',
    ],
  },
  {
    name: 'IAM without a user',
    env: { ...AWS, REDIS_URL: 'rediss://cache', REDIS_IAM_CACHE: 'c' },
    problems: ['REDIS_URL names no user, expected the ElastiCache user, because REDIS_IAM_CACHE is set'],
  },
  {
    name: 'IAM outside Lambda',
    env: { REDIS_URL: 'rediss://app@cache', REDIS_IAM_CACHE: 'c' },
    problems: ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'].map(
      (variable) =>
        `${variable} is not set, expected the value that AWS Lambda sets: REDIS_IAM_CACHE needs it`,
    ),
  },
  {
    name: 'an unknown mode',
    env: { REDIS_URL: 'redis://cache', REDIS_MODE: 'sentinel', REDIS_IAM_SERVERLESS: 'yes' },
    problems: [
      'REDIS_MODE is "sentinel", expected one of standalone, cluster',
      'REDIS_IAM_SERVERLESS is "yes", expected true or false',
    ],
  },
  {
    name: 'a database that is not a number, with an invalid escape',
    env: { REDIS_URL: 'redis://%zz@cache/first' },
    problems: [
      'REDIS_URL is "redis://***", expected redis://[user:password@]host[:port][/db], or rediss:// for TLS',
    ],
  },
]) {
  test(`${name} is an error`, () => {
    assert.deepEqual(read(env).problems, problems);
  });
}

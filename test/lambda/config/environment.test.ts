import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseConfig, parseLocalConfig } from '../../../lambda/config/environment.ts';
import { REGION_HOSTS } from '../../../lambda/genesys/regions.ts';
import { needed, problemsOf } from '../../support/config-problems.ts';

const MEBIBYTE = 1024 * 1024;
const EXPECTED_REGION = `expected one of ${REGION_HOSTS.join(', ')}`;

test('the required settings are sufficient, because all others have defaults', () => {
  assert.deepEqual(parseConfig(needed), {
    serviceName: 'genesys-data-action-cache',
    logLevel: 'INFO',
    cacheTtlSeconds: 300,
    cacheTtlSecondsByAction: new Map(),
    cacheStaleIfErrorSeconds: 3600,
    cacheNegativeTtlSeconds: 30,
    cacheMaxEntryBytes: 4 * MEBIBYTE,
    responseMaxBytes: 2_000_000,
    refreshTimeoutMs: 800,
    localCopyMaxBytes: 33_554_432,
    localCopyMaxSeconds: 3600,
    requestTimeoutMs: 10_000,
    externalContacts: false,
    redis: undefined,
    genesys: {
      apiUrl: 'https://api.mypurecloud.ie',
      loginUrl: 'https://login.mypurecloud.ie',
      callTimeoutMs: 5000,
      maxResponseBytes: 8 * MEBIBYTE,
      callsPerMinute: 270,
      credentials: { from: 'environment', clientId: 'client-1', clientSecret: 'hunter2' },
    },
  });
});

test('an empty variable counts as unset', () => {
  const blank = {
    POWERTOOLS_LOG_LEVEL: '',
    CACHE_TTL_SECONDS: ' ',
    REDIS_URL: '',
    GENESYS_API_URL: '',
    GENESYS_SECRET_ID: '',
  };
  assert.deepEqual(parseConfig({ ...needed, ...blank }), parseConfig(needed));
});

test('POWERTOOLS_LOG_LEVEL accepts the log levels of Powertools in upper and lower case, but not TRACE', () => {
  for (const level of ['DEBUG', 'INFO', 'WARN', 'ERROR', 'CRITICAL', 'SILENT'])
    for (const text of [level, level.toLowerCase()])
      assert.equal(parseConfig({ ...needed, POWERTOOLS_LOG_LEVEL: text }).logLevel, level);
  assert.deepEqual(problemsOf({ ...needed, POWERTOOLS_LOG_LEVEL: 'trace' }), [
    'POWERTOOLS_LOG_LEVEL is "trace", expected one of DEBUG, INFO, WARN, ERROR, CRITICAL, SILENT',
  ]);
});

test('the legacy LOG_LEVEL is an error that names POWERTOOLS_LOG_LEVEL', () => {
  assert.deepEqual(problemsOf({ ...needed, LOG_LEVEL: 'WARN' }), [
    'LOG_LEVEL is now called POWERTOOLS_LOG_LEVEL: set POWERTOOLS_LOG_LEVEL to "WARN" instead',
  ]);
});

test('other Powertools variables are not validated', () => {
  const variables = {
    POWERTOOLS_LOGGER_SAMPLE_RATE: '0.1',
    POWERTOOLS_METRICS_DISABLED: 'true',
    POWERTOOLS_LOGGER_LOG_EVENT: 'true',
    POWERTOOLS_DEV: 'true',
  };
  assert.deepEqual(parseConfig({ ...needed, ...variables }), parseConfig(needed));
});

test('every Genesys Cloud region sets the API URL and the login URL', () => {
  for (const region of REGION_HOSTS) {
    const { apiUrl, loginUrl } = parseConfig({ ...needed, GENESYS_REGION: region }).genesys;
    assert.deepEqual([apiUrl, loginUrl], [`https://api.${region}`, `https://login.${region}`]);
  }
});

for (const region of [
  'us-east-1',
  'mypurecloud',
  'api.mypurecloud.ie',
  'MYPURECLOUD.IE',
  'evil.example.com',
]) {
  test(`${region} is not a valid region`, () => {
    assert.deepEqual(problemsOf({ ...needed, GENESYS_REGION: region }), [
      `GENESYS_REGION is "${region}", ${EXPECTED_REGION}`,
    ]);
  });
}

const urls = { GENESYS_API_URL: 'http://127.0.0.1:4010/', GENESYS_LOGIN_URL: 'http://127.0.0.1:4011' };

test('both URLs together replace the region', () => {
  const { apiUrl, loginUrl } = parseConfig({ ...needed, ...urls, GENESYS_REGION: undefined }).genesys;
  assert.deepEqual([apiUrl, loginUrl], ['http://127.0.0.1:4010', 'http://127.0.0.1:4011']);
});

for (const name of ['GENESYS_API_URL', 'GENESYS_LOGIN_URL'] as const) {
  test(`${name} without the other URL requires a region`, () => {
    const one = { [name]: urls[name] };
    const { apiUrl, loginUrl } = parseConfig({ ...needed, ...one }).genesys;
    assert.deepEqual(
      [apiUrl, loginUrl],
      name === 'GENESYS_API_URL'
        ? ['http://127.0.0.1:4010', 'https://login.mypurecloud.ie']
        : ['https://api.mypurecloud.ie', 'http://127.0.0.1:4011'],
    );
    assert.deepEqual(problemsOf({ ...needed, ...one, GENESYS_REGION: undefined }), [
      `GENESYS_REGION is not set, ${EXPECTED_REGION}`,
    ]);
  });
}

test('GENESYS_SECRET_ID replaces the client id and client secret', () => {
  const { credentials } = parseConfig({
    GENESYS_REGION: 'mypurecloud.ie',
    GENESYS_SECRET_ID: 'prod/genesys',
  }).genesys;
  assert.deepEqual(credentials, { from: 'secrets-manager', secretId: 'prod/genesys' });
});

for (const extra of ['GENESYS_CLIENT_ID', 'GENESYS_CLIENT_SECRET']) {
  test(`GENESYS_SECRET_ID together with ${extra} is an error`, () => {
    const env = { GENESYS_REGION: 'mypurecloud.ie', GENESYS_SECRET_ID: 'prod/genesys', [extra]: 'hunter2' };
    assert.deepEqual(problemsOf(env), [
      'GENESYS_SECRET_ID is set together with GENESYS_CLIENT_ID or GENESYS_CLIENT_SECRET, expected one or the other',
    ]);
  });
}

for (const name of ['GENESYS_REGION', 'GENESYS_CLIENT_ID', 'GENESYS_CLIENT_SECRET']) {
  test(`${name} is required`, () => {
    for (const value of [undefined, '', '  ']) {
      const problems = problemsOf({ ...needed, [name]: value });
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? '', new RegExp(`^${name} is not set, expected .`));
    }
  });
}

test('one error lists all problems, one per line', () => {
  const problems = problemsOf({
    POWERTOOLS_LOG_LEVEL: 'LOUD',
    CACHE_TTL_SECONDS: '0',
    REQUEST_TIMEOUT_MS: '99',
    REDIS_URL: 'memcached://localhost',
    REDIS_TIMEOUT_MS: '9',
    GENESYS_REGION: 'mars',
    GENESYS_API_URL: 'api.mypurecloud.ie',
    GENESYS_LOGIN_URL: 'https://login.mypurecloud.ie/oauth/token',
    GENESYS_TIMEOUT_MS: '60001',
  });
  assert.deepEqual(problems.map((problem) => problem.split(' ')[0]).sort(), [
    'CACHE_TTL_SECONDS',
    'GENESYS_API_URL',
    'GENESYS_CLIENT_ID',
    'GENESYS_CLIENT_SECRET',
    'GENESYS_LOGIN_URL',
    'GENESYS_REGION',
    'GENESYS_TIMEOUT_MS',
    'POWERTOOLS_LOG_LEVEL',
    'REDIS_TIMEOUT_MS',
    'REDIS_URL',
    'REQUEST_TIMEOUT_MS',
  ]);
});

for (const { former, name, value } of [
  { former: 'CACHE_STALE_SECONDS', name: 'CACHE_STALE_IF_ERROR_SECONDS', value: '600' },
  { former: 'CACHE_NEGATIVE_SECONDS', name: 'CACHE_NEGATIVE_TTL_SECONDS', value: '15' },
  { former: 'REQUEST_BUDGET_MS', name: 'REQUEST_TIMEOUT_MS', value: '9000' },
  { former: 'REFRESH_BUDGET_MS', name: 'REFRESH_TIMEOUT_MS', value: '400' },
  { former: 'MAX_UPSTREAM_BYTES', name: 'GENESYS_MAX_RESPONSE_BYTES', value: '65536' },
]) {
  test(`${former} is an error that names ${name}, even if that is set`, () => {
    const problem = `${former} is now called ${name}: set ${name} to "${value}" instead`;
    assert.deepEqual(problemsOf({ ...needed, [former]: value }), [problem]);
    assert.deepEqual(problemsOf({ ...needed, [former]: value, [name]: value }), [problem]);
    assert.deepEqual(problemsOf({ ...needed, [former]: ' ' }), []);
  });
}

test('the local server has a port in addition to the settings of the function', () => {
  const { port, ...config } = parseLocalConfig({ ...needed, PORT: '0' });
  assert.equal(port, 0);
  assert.deepEqual(config, parseConfig(needed));
  assert.equal(parseLocalConfig(needed).port, 3000);
  assert.throws(() => parseLocalConfig({ ...needed, PORT: 'http' }), {
    message: /PORT is "http", expected an integer from 0 to 65535$/,
  });
  assert.throws(() => parseLocalConfig({ ...needed, PORT: '65536', POWERTOOLS_LOG_LEVEL: 'x' }), {
    name: 'ConfigError',
    message: /PORT is "65536", expected an integer from 0 to 65535\n.*POWERTOOLS_LOG_LEVEL is "x"/,
  });
});

for (const url of [
  'redis://user:hunter2@cache.example.com:bad',
  'redis://:p@hunter2@cache.example.com:99999',
  'redis://user:hun#ter2hunter2@cache.example.com',
  'http://user:hunter2@cache.example.com',
  'redis//user:hunter2@cache.example.com',
  'redis:user:hunter2@cache.example.com',
  'hunter2@cache.example.com',
  'redis://user:100%hunter2@cache.example.com',
  'redis://:hunter2',
  'redis://user:hun\nhunter2@cache.example.com:bad',
  'http://cache.example.com/?password=hunter2',
  'redis%3A%2F%2Fuser%3Ahunter2%40cache.example.com',
  'redis://default:12/hunter2@cache:6379',
  'redis://default:/hunter2@cache',
  'redis://default:12#hunter2@cache:6379',
  'redis://hunter2?x@cache:6379',
]) {
  test(`the password in the wrong REDIS_URL ${JSON.stringify(url)} is not shown`, () => {
    const [problem = '', ...others] = problemsOf({ ...needed, REDIS_URL: url });
    assert.equal(others.length, 0);
    assert.match(problem, /^REDIS_URL is /);
    assert.doesNotMatch(problem, /hunter2/);
  });
}

test('an error message never contains a secret', () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9_-]{12,40}$/).map((text) => `s3cret${text}`);
  const broken = fc.constantFrom(
    'POWERTOOLS_LOG_LEVEL',
    'CACHE_TTL_SECONDS',
    'GENESYS_REGION',
    'GENESYS_SECRET_ID',
  );
  fc.assert(
    fc.property(secret, secret, broken, (clientSecret, password, name) => {
      const env = {
        ...needed,
        GENESYS_CLIENT_SECRET: clientSecret,
        REDIS_URL: `rediss://default:${password}@cache.example.com:6380`,
        [name]: 'wrong',
      };
      const message = problemsOf(env).join('\n');
      assert.notEqual(message, '');
      assert(!message.includes(clientSecret) && !message.includes(password), message);
    }),
  );
});

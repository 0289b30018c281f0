import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseStackConfig } from '../../../infra/config.ts';
import { TIMEOUT_MARGIN_MS, TIMEOUTS } from '../../../infra/timeouts.ts';
import { dataActions } from '../../../lambda/actions/catalog.ts';
import { parseConfig } from '../../../lambda/config/environment.ts';
import { maxTtlSeconds } from '../../../lambda/config/lifetime.ts';
import { environmentOf, functionOf } from '../../support/data-action-function.ts';
import { SECRET_ARN } from '../../support/function-environment.ts';
import { type Synthesised, synthStack } from '../../support/synth-stack.ts';

const NAME = 'genesys-data-action-cache-prod';
const prod = synthStack({ stage: 'prod' });

describe('the environment of the data action function', () => {
  test('gives the function every configured value', () => {
    const config = parseConfig(
      environmentOf(
        synthStack({
          stage: 'prod',
          genesysRegion: 'mypurecloud.ie',
          cacheTtlSeconds: '120',
          cacheTtlSecondsByAction: 'queue=600, queue-wait-time=5',
          cacheStaleIfErrorSeconds: '600',
          cacheNegativeTtlSeconds: '15',
          cacheMaxEntryBytes: '65536',
          refreshTimeoutMs: '400',
          genesysCallsPerMinute: '200',
          genesysMaxResponseBytes: '131072',
          responseMaxBytes: '65000',
          externalContacts: 'true',
          logLevel: 'warn',
          requestTimeoutMs: '9000',
          genesysTimeoutMs: '4000',
          redisTimeoutMs: '150',
        }),
      ),
    );
    assert.equal(config.serviceName, NAME);
    assert.equal(config.logLevel, 'WARN');
    assert.equal(config.cacheTtlSeconds, 120);
    assert.deepEqual(Object.fromEntries(config.cacheTtlSecondsByAction), {
      queue: 600,
      'queue-wait-time': 5,
    });
    assert.equal(config.cacheStaleIfErrorSeconds, 600);
    assert.equal(config.cacheNegativeTtlSeconds, 15);
    assert.equal(config.cacheMaxEntryBytes, 65_536);
    assert.equal(config.refreshTimeoutMs, 400);
    assert.equal(config.genesys.callsPerMinute, 200);
    assert.equal(config.genesys.maxResponseBytes, 131_072);
    assert.equal(config.responseMaxBytes, 65_000);
    assert.equal(config.externalContacts, true);
    assert.equal(config.requestTimeoutMs, 9000);
    assert.equal(config.genesys.apiUrl, 'https://api.mypurecloud.ie');
    assert.equal(config.genesys.loginUrl, 'https://login.mypurecloud.ie');
    assert.equal(config.genesys.callTimeoutMs, 4000);
    assert.deepEqual(config.genesys.credentials, { from: 'secrets-manager', secretId: SECRET_ARN });
    assert.equal(config.redis?.timeoutMs, 150);
  });

  for (const [mode, isServerless] of [
    ['replication-group', false],
    ['serverless', true],
  ] as const)
    test(`connects to the ${mode} over TLS as the IAM user, without a password`, () => {
      const { redis } = parseConfig(environmentOf(synthStack({ stage: 'prod', mode })));
      assert.ok(redis);
      assert.equal(redis.isTls, true);
      assert.equal(redis.port, 6379);
      assert.match(redis.host, /\.cache\.amazonaws\.com$/);
      assert.equal(redis.username, NAME);
      assert.equal(redis.isCluster, isServerless);
      assert.ok(redis.password.from === 'iam');
      assert.deepEqual(redis.password.request, {
        userName: NAME,
        cacheName: NAME,
        isServerless,
        region: 'eu-west-1',
      });
    });

  test("fits into Lambda's 4 KB with every setting and every TTL at its longest", () => {
    const ttls = Array.from(dataActions.values(), (action) => `${action.name}=${maxTtlSeconds(action)}`);
    const longest = {
      mode: 'serverless',
      genesysRegion: 'use2.us-gov-pure.cloud',
      cacheTtlSeconds: '86400',
      cacheTtlSecondsByAction: ttls.join(),
      cacheStaleIfErrorSeconds: '604800',
      cacheMaxEntryBytes: '67108864',
      genesysMaxResponseBytes: '67108864',
      responseMaxBytes: '6000000',
      logLevel: 'CRITICAL',
    };
    for (const stage of ['dev', 'prod'])
      assert.doesNotThrow(() => environmentOf(synthStack({ stage, ...longest })), RangeError);
  });

  test('has empty variables for Genesys credentials and URLs in dev only', () => {
    const unset = (synthesised: Synthesised) =>
      Object.entries(environmentOf(synthesised)).flatMap(([name, value]) => (value === '' ? [name] : []));
    assert.deepEqual(unset(synthStack({ stage: 'dev' })), [
      'GENESYS_API_URL',
      'GENESYS_LOGIN_URL',
      'GENESYS_CLIENT_ID',
      'GENESYS_CLIENT_SECRET',
    ]);
    const names = Object.keys(environmentOf(prod));
    assert.deepEqual(
      names.filter((name) => /^GENESYS_(API|LOGIN|CLIENT)/.test(name)),
      [],
    );
  });

  test('has only variables that the function reads', () => {
    const environment = environmentOf(synthStack({ stage: 'prod', mode: 'serverless' }));
    const read = new Set<string>();
    const watched = new Proxy(environment, {
      get: (target, name) => {
        read.add(String(name));
        return target[String(name)];
      },
    });
    parseConfig(watched);
    const unread = Object.keys(environment).filter((name) => !read.has(name));
    assert.deepEqual(unread, []);
  });
});

describe('the timeouts', () => {
  test('decrease from outside to inside: data action, API Gateway, Lambda, request, Genesys, Redis', () => {
    const { requestTimeoutMs, genesysTimeoutMs, redisTimeoutMs } = parseStackConfig({});
    const { dataActionMs, apiGatewayMs, functionMs } = TIMEOUTS;
    const chain = [
      dataActionMs,
      apiGatewayMs,
      functionMs,
      requestTimeoutMs,
      genesysTimeoutMs,
      redisTimeoutMs,
    ];
    assert.deepEqual(
      chain.toSorted((a, b) => b - a),
      chain,
    );
    for (const [index, ms] of chain.slice(0, 4).entries())
      if (index > 0) assert.ok((chain[index - 1] ?? 0) - ms >= TIMEOUT_MARGIN_MS, `${ms}`);
    // Genesys Cloud allows 1 to 60 s for a data action, API Gateway 50 ms to 29 s for an integration.
    assert.ok(dataActionMs <= 60_000 && apiGatewayMs <= 29_000);
  });

  test('are the same in the template and in the code', () => {
    assert.equal(functionOf(prod).Timeout, TIMEOUTS.functionMs / 1000);
    prod.template.allResourcesProperties('AWS::ApiGateway::Method', {
      Integration: { TimeoutInMillis: TIMEOUTS.apiGatewayMs },
    });
    const { REQUEST_TIMEOUT_MS, GENESYS_TIMEOUT_MS, REDIS_TIMEOUT_MS } = environmentOf(prod);
    assert.deepEqual([REQUEST_TIMEOUT_MS, GENESYS_TIMEOUT_MS, REDIS_TIMEOUT_MS], ['10000', '5000', '250']);
  });
});

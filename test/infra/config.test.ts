import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseStackConfig } from '../../infra/config.ts';
import { CONFIG_KEYS } from '../../infra/config-keys.ts';
import { PRESETS } from '../../infra/presets.ts';
import type { StackSetting } from '../../lambda/config/setting.ts';
import { VALUES } from '../support/stack-values.ts';

/** The message of the ConfigError for this context. */
function problemOf(context: Record<string, unknown>): string {
  try {
    parseStackConfig(context);
  } catch (error) {
    assert.ok(error instanceof Error);
    assert.equal(error.name, 'ConfigError');
    return error.message;
  }
  return assert.fail('the configuration was accepted');
}

const CERTIFICATE = 'arn:aws:acm:eu-west-1:123456789012:certificate/0f1e-2d3c';

describe('the configuration of the stack', () => {
  test('has defaults for a low-cost dev stack', () => {
    const { stage, engine, mode, egress, natCount, cacheNodes, waf } = parseStackConfig({});
    const expected = ['dev', 'redis', 'replication-group', 'nat-instance', 1, 1, false];
    assert.deepEqual([stage, engine, mode, egress, natCount, cacheNodes, waf], expected);
  });

  test('has defaults for two availability zones in prod', () => {
    const { egress, natCount, cacheNodes, secretsManagerEndpoint } = parseStackConfig({ stage: 'prod' });
    assert.deepEqual([egress, natCount, cacheNodes, secretsManagerEndpoint], ['nat-gateway', 2, 2, true]);
  });

  for (const [key, { valid, invalid }] of Object.entries(VALUES)) {
    for (const value of valid)
      test(`accepts ${key}=${value}`, () => {
        assert.doesNotThrow(() => parseStackConfig({ [key]: value }));
      });
    for (const value of invalid)
      test(`rejects ${key}=${value} and names the expected value`, () => {
        const problem = problemOf({ [key]: value });
        assert.match(
          problem,
          new RegExp(`^the configuration is wrong:\n {2}- ${key} is .*, expected [^\n]+$`),
        );
        assert.ok(problem.includes(value), problem);
      });
  }

  test('every default is a valid value', () => {
    for (const [name, { type, defaults }] of Object.entries<StackSetting<unknown>>(CONFIG_KEYS))
      for (const value of [defaults.dev, defaults.prod])
        if (value !== undefined) assert.equal(type.read(String(value)), value, name);
  });

  test('accepts booleans, numbers and lists from cdk.json', () => {
    const config = parseStackConfig({
      waf: true,
      cacheNodes: 3,
      allowedCidrs: ['203.0.113.0/24', '198.51.100.0/24'],
    });
    assert.equal(config.waf, true);
    assert.equal(config.cacheNodes, 3);
    assert.deepEqual(config.allowedCidrs, ['203.0.113.0/24', '198.51.100.0/24']);
  });

  test('treats an empty value as not set', () => {
    assert.deepEqual(parseStackConfig({ engine: '', alarmEmail: ' ', waf: null }), parseStackConfig({}));
  });

  test('rejects an object as a value', () => {
    assert.match(
      problemOf({ engine: { name: 'redis' } }),
      /engine is "\{.*\}", expected one of redis, valkey/,
    );
  });

  test("rejects an unknown key and ignores the CDK's own keys", () => {
    assert.match(
      problemOf({ colour: 'red' }),
      /colour is not a key of the configuration, expected one of stage, /,
    );
    assert.doesNotThrow(() =>
      parseStackConfig({ '@aws-cdk/core:flag': true, 'aws:cdk:path': 'x', 'a/b': 1 }),
    );
  });

  for (const [wrong, meant] of [
    ['engin', 'engine'],
    ['Mode', 'mode'],
    ['cacheTtlSecond', 'cacheTtlSeconds'],
    ['alarmMail', 'alarmEmail'],
  ] as const)
    test(`asks whether ${wrong} means ${meant}`, () => {
      const problem = `${wrong} is not a key of the configuration, did you mean ${meant}?`;
      assert.equal(problemOf({ [wrong]: 'x' }), `the configuration is wrong:\n  - ${problem}`);
    });

  for (const [former, name, value] of [
    ['cacheStaleSeconds', 'cacheStaleIfErrorSeconds', '600'],
    ['cacheNegativeSeconds', 'cacheNegativeTtlSeconds', '15'],
    ['requestBudgetMs', 'requestTimeoutMs', '9000'],
    ['refreshBudgetMs', 'refreshTimeoutMs', '400'],
    ['maxUpstreamBytes', 'genesysMaxResponseBytes', '65536'],
  ] as const)
    test(`rejects the former key ${former} and names ${name}`, () => {
      const problem = `the configuration is wrong:\n  - ${former} is now called ${name}: set ${name} to "${value}" instead`;
      assert.equal(problemOf({ [former]: value }), problem);
      assert.equal(problemOf({ [former]: value, [name]: value }), problem);
      assert.doesNotThrow(() => parseStackConfig({ [former]: '' }));
    });

  test('takes the values of a preset before the defaults of the stage, and keys that are set before both', () => {
    const { stage, engine, mode, egress, natCount, cacheNodes } = parseStackConfig({
      stage: 'prod',
      preset: 'cheapest',
      egress: 'nat-gateway',
      engine: '',
    });
    const expected = ['prod', 'valkey', 'serverless', 'nat-gateway', 1, 2];
    assert.deepEqual([stage, engine, mode, egress, natCount, cacheNodes], expected);
    assert.deepEqual(parseStackConfig({ preset: ' ' }), parseStackConfig({}));
  });

  test('rejects an unknown preset and names the known ones', () => {
    assert.match(problemOf({ preset: 'cheap' }), /- preset is "cheap", expected one of cheapest$/);
  });

  for (const [name, preset] of Object.entries(PRESETS))
    test(`every value of the preset ${name} is valid for its key`, () => {
      const keys: Record<string, StackSetting<unknown>> = CONFIG_KEYS;
      for (const [key, value] of Object.entries(preset))
        assert.equal(keys[key]?.type.read(String(value)), value, key);
    });

  test('reports all problems in one error', () => {
    const problem = problemOf({ stage: 'staging', cacheNodes: '9', egress: 'none', colour: 'red' });
    assert.equal(problem.split('\n').length, 5);
    for (const key of ['stage', 'cacheNodes', 'egress', 'colour'])
      assert.match(problem, new RegExp(`- ${key} is`));
  });

  const together: [title: string, context: Record<string, string>, problem: RegExp][] = [
    [
      'a request timeout longer than the Lambda timeout allows',
      { requestTimeoutMs: '11001' },
      /requestTimeoutMs is 11001, expected at most 11000/,
    ],
    [
      'a Genesys timeout that is not below the request timeout',
      { genesysTimeoutMs: '10000' },
      /expected less than requestTimeoutMs \(10000\)/,
    ],
    [
      'a Redis timeout that is not below the Genesys timeout',
      { redisTimeoutMs: '5000' },
      /expected less than genesysTimeoutMs \(5000\)/,
    ],
    [
      'more provisioned than reserved concurrency',
      { reservedConcurrency: '2', provisionedConcurrency: '3' },
      /provisionedConcurrency is 3, expected at most reservedConcurrency \(2\)/,
    ],
    [
      'a domain without a certificate',
      { domainName: 'cache.example.com' },
      /certificateArn is not set, expected the certificate of domainName \(cache\.example\.com\)/,
    ],
    [
      'a certificate without a domain',
      { certificateArn: CERTIFICATE },
      /domainName is not set, expected the domain of certificateArn \(arn:/,
    ],
    [
      'mutual TLS without a domain',
      { truststoreUri: 's3://bucket/ca.pem' },
      /domainName is not set, expected a domain for truststoreUri \(s3:\/\/bucket\/ca\.pem\)/,
    ],
  ];
  for (const [title, context, problem] of together)
    test(`rejects ${title}`, () => {
      assert.match(problemOf(context), problem);
    });

  test('accepts a domain with its certificate, with or without mutual TLS', () => {
    const domain = { domainName: 'cache.example.com', certificateArn: CERTIFICATE };
    assert.equal(parseStackConfig(domain).domainName, 'cache.example.com');
    const truststoreUri = 's3://bucket/genesys-ca.pem';
    assert.equal(parseStackConfig({ ...domain, truststoreUri }).truststoreUri, truststoreUri);
  });
});

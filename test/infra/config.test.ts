import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseStackConfig } from '../../infra/config.ts';
import { CONFIG_KEYS } from '../../infra/config-keys.ts';
import type { StackSetting } from '../../lambda/config/setting.ts';

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

/** Valid and invalid values for each key, on both sides of its limits. */
const VALUES: Record<keyof typeof CONFIG_KEYS, { valid: readonly string[]; invalid: readonly string[] }> = {
  genesysRegion: { valid: ['mypurecloud.ie', 'usw2.pure.cloud'], invalid: ['eu-west-1', 'MYPURECLOUD.IE'] },
  cacheTtlSeconds: { valid: ['1', '86400'], invalid: ['0', '86401', '1.5', '-1', 'x', '1e3'] },
  cacheTtlSecondsByAction: {
    valid: ['queue=1', 'queue=86400', 'queue-wait-time=54', ' queues = 5 , user-status=1'],
    invalid: [
      'queue=0',
      'queue=86401',
      'queue-wait-time=55',
      'queue=1,queue=2',
      'other=5',
      'queue',
      'queue=5,',
      'queue=1.5',
    ],
  },
  cacheStaleIfErrorSeconds: { valid: ['0', '604800'], invalid: ['-1', '604801', '1h'] },
  cacheNegativeTtlSeconds: { valid: ['0', '3600'], invalid: ['-1', '3601'] },
  cacheMaxEntryBytes: { valid: ['1024', '67108864'], invalid: ['1023', '67108865', '4MB'] },
  refreshTimeoutMs: { valid: ['100', '60000'], invalid: ['99', '60001'] },
  genesysCallsPerMinute: { valid: ['0', '1000000'], invalid: ['-1', '1000001', '4.5'] },
  genesysMaxResponseBytes: { valid: ['1024', '67108864'], invalid: ['1023', '67108865'] },
  responseMaxBytes: { valid: ['1024', '6000000'], invalid: ['1023', '6000001', '2MB'] },
  logLevel: { valid: ['DEBUG', 'warn', 'SILENT'], invalid: ['VERBOSE', 'TRACE', 'trace'] },
  requestTimeoutMs: { valid: ['5001', '11000'], invalid: ['99', '11001', '60001'] },
  genesysTimeoutMs: { valid: ['251', '9999'], invalid: ['99', '10000', '60001'] },
  redisTimeoutMs: { valid: ['10', '4999'], invalid: ['9', '5000', '5001'] },
  memoryMb: { valid: ['128', '10240'], invalid: ['127', '10241'] },
  reservedConcurrency: { valid: ['1', '10000'], invalid: ['0', '10001'] },
  provisionedConcurrency: { valid: ['1', '10000'], invalid: ['0', '10001'] },
  genesysEventSource: {
    valid: [
      'aws.partner/genesys.com/cloud/2a1b0c9d-8e7f-4a6b-9c5d-4e3f2a1b0c9d/data-action-cache',
      'aws.partner/genesys.com/cloud/2a1b0c9d-8e7f-4a6b-9c5d-4e3f2a1b0c9d/a',
    ],
    invalid: [
      'default',
      'aws.partner/genesys.com/cloud/2a1b0c9d-8e7f-4a6b-9c5d-4e3f2a1b0c9d',
      'aws.partner/genesys.com/cloud/2a1b0c9d/a',
      'aws.partner/genesys.com/cloud/2a1b0c9d-8e7f-4a6b-9c5d-4e3f2a1b0c9d/a b',
      'arn:aws:events:eu-west-1:123456789012:event-bus/aws.partner/genesys.com/cloud/2a1b0c9d-8e7f-4a6b-9c5d-4e3f2a1b0c9d/a',
    ],
  },
  invalidationKeyVersion: { valid: ['1', '10000'], invalid: ['0', '10001', '1.5'] },
  engine: { valid: ['redis', 'valkey'], invalid: ['memcached', 'Redis'] },
  mode: { valid: ['replication-group', 'serverless'], invalid: ['cluster'] },
  cacheNodeType: { valid: ['cache.t4g.micro', 'cache.r7g.large'], invalid: ['t4g.micro', 'cache.t4g'] },
  cacheNodes: { valid: ['1', '6'], invalid: ['0', '7'] },
  serverlessStorageGb: { valid: ['1', '5000'], invalid: ['0', '5001'] },
  serverlessEcpuPerSecond: { valid: ['1000', '15000000'], invalid: ['999', '15000001'] },
  maintenanceWindow: {
    valid: ['sun:03:00-sun:04:00', 'sat:23:30-sun:00:30', 'sun:23:30-mon:00:30', 'fri:12:00-sat:12:00'],
    invalid: [
      'sunday',
      'sun:24:00-mon:01:00',
      'sun:03:60-sun:04:00',
      '03:00-04:00',
      'sun:03:00-sun:03:59',
      'sun:03:00-sun:03:00',
      'sun:04:00-sun:03:00',
      'fri:12:00-sat:12:01',
      'sun:03:00',
      'sun:03:00-sun:04:00-sun:05:00',
      'day:03:00-day:04:00',
    ],
  },
  vpcCidr: {
    valid: [
      '10.0.0.0/16',
      '192.168.4.0/22',
      '172.16.0.0/16',
      '172.31.0.0/16',
      '100.64.0.0/16',
      '100.127.0.0/16',
    ],
    invalid: [
      '169.254.0.0/16',
      '127.0.0.0/16',
      '172.15.0.0/16',
      '172.32.0.0/16',
      '100.63.0.0/16',
      '100.128.0.0/16',
      '192.167.0.0/16',
      '11.0.0.0/16',
      '1.0.0.0/16',
      '10.0.0.0/15',
      '10.0.0.0/23',
      '10.0.0.1/16',
      '10.0.0/16',
      '10.256.0.0/16',
      'x',
    ],
  },
  availabilityZones: {
    valid: ['us-east-1a,us-east-1b', 'us-gov-west-1c, us-gov-west-1a'],
    invalid: [
      'us-east-1a',
      'us-east-1a,us-east-1a',
      'us-east-1a,us-east-1b,us-east-1c',
      'us-east-1a,us-west-2a',
      'us-east-1,us-east-1b',
      'use1-az1,use1-az2',
      'us-west-2-lax-1a,us-west-2-lax-1b',
    ],
  },
  egress: { valid: ['nat-gateway', 'nat-instance'], invalid: ['none'] },
  natCount: { valid: ['1', '2'], invalid: ['0', '3'] },
  secretsManagerEndpoint: { valid: ['true', 'false'], invalid: ['yes', '1'] },
  requestsPerMinute: { valid: ['1', '600000'], invalid: ['0', '600001'] },
  requestsAtOnce: { valid: ['1', '5000'], invalid: ['0', '5001'] },
  allowedCidrs: {
    valid: ['203.0.113.0/24', '203.0.113.7/32, 198.51.100.0/24'],
    invalid: ['0.0.0.0/0', '203.0.113.7', '203.0.113.7/24', '203.0.113.0/24,', '2001:db8::/32'],
  },
  waf: { valid: ['true', 'false'], invalid: ['on'] },
  domainName: { valid: [], invalid: ['https://cache.example.com', 'cache', 'Cache.example.com'] },
  certificateArn: { valid: [], invalid: ['cert', 'arn:aws:iam::123456789012:server-certificate/x'] },
  truststoreUri: { valid: [], invalid: ['https://bucket/ca.pem', 's3://bucket/', 's3://bucket/ca.txt'] },
  apiGatewayLogRole: { valid: ['true', 'false'], invalid: ['no'] },
  logRetentionDays: { valid: ['1', '365'], invalid: ['0', '2', '366'] },
  latencyAlarmMs: { valid: ['10', '14000'], invalid: ['9', '14001'] },
  alarmEmail: { valid: ['ops@example.com'], invalid: ['ops', 'a@b', 'a@example.com,b@example.com'] },
  runbookUrl: { valid: ['https://wiki.example.com/runbook', 'docs/deploy.md'], invalid: ['my runbook'] },
};

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
      problemOf({ engin: 'valkey' }),
      /engin is not a key of the configuration, expected one of stage, /,
    );
    assert.doesNotThrow(() =>
      parseStackConfig({ '@aws-cdk/core:flag': true, 'aws:cdk:path': 'x', 'a/b': 1 }),
    );
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

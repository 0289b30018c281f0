import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseStackConfig, type StackConfig } from '../../../infra/config.ts';
import { CONFIG_KEYS } from '../../../infra/config-keys.ts';
import { differencesOf } from '../../../infra/deployed/differences.ts';
import { LOSSES } from '../../../infra/deployed/losses.ts';
import { readDeploymentOptions } from '../../../infra/deployed/options.ts';
import { reportOf } from '../../../infra/deployed/report.ts';
import { recordedConfig } from '../../support/recorded-config.ts';

type Context = Readonly<Record<string, string>>;

const SOURCE = 'aws.partner/genesys.com/cloud/2a1b0c9d-8e7f-4a6b-9c5d-4e3f2a1b0c9d/a';
const DOMAIN = {
  domainName: 'cache.example.com',
  certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/a1b2',
};
const MUTUAL_TLS = { ...DOMAIN, truststoreUri: 's3://bucket/ca.pem' };
const OTHER_DOMAIN = { ...DOMAIN, domainName: 'api.example.com' };

/** From one configuration to another: which keys replace or lose something, there and back. */
const changes: [from: Context, to: Context, there: readonly string[], back: readonly string[]][] = [
  [{}, { genesysRegion: 'mypurecloud.ie' }, ['genesysRegion'], ['genesysRegion']],
  [{}, { engine: 'valkey' }, [], ['engine']],
  [{}, { mode: 'serverless' }, ['mode'], ['mode']],
  [{}, { mode: 'serverless', engine: 'valkey' }, ['mode'], ['engine', 'mode']],
  [{}, { vpcCidr: '10.43.0.0/16' }, ['vpcCidr'], ['vpcCidr']],
  [{}, { availabilityZones: 'us-east-1a,us-east-1c' }, ['availabilityZones'], ['availabilityZones']],
  [{}, { egress: 'nat-gateway' }, ['egress'], ['egress']],
  [{ natCount: '1' }, { natCount: '2' }, [], ['natCount']],
  [{ logRetentionDays: '7' }, { logRetentionDays: '30' }, [], ['logRetentionDays']],
  [{}, { genesysEventSource: SOURCE }, [], ['genesysEventSource']],
  [
    { genesysEventSource: SOURCE },
    { genesysEventSource: `${SOURCE}b` },
    ['genesysEventSource'],
    ['genesysEventSource'],
  ],
  [{}, { invalidationKeyVersion: '2' }, ['invalidationKeyVersion'], ['invalidationKeyVersion']],
  [{}, { allowedCidrs: '203.0.113.0/24' }, [], ['allowedCidrs']],
  [{ allowedCidrs: '203.0.113.0/24' }, { allowedCidrs: '198.51.100.0/24' }, [], []],
  [{}, { waf: 'true' }, [], ['waf']],
  [{}, { externalContacts: 'true' }, [], ['externalContacts']],
  [{}, DOMAIN, ['domainName'], ['domainName']],
  [DOMAIN, OTHER_DOMAIN, ['domainName'], ['domainName']],
  [DOMAIN, MUTUAL_TLS, [], ['truststoreUri']],
  [{}, { apiGatewayLogRole: 'false' }, [], ['apiGatewayLogRole']],
  [{}, { alarmEmail: 'a@example.com' }, [], ['alarmEmail']],
  [{ alarmEmail: 'a@example.com' }, { alarmEmail: 'b@example.com' }, ['alarmEmail'], ['alarmEmail']],
  [{}, { cacheNodes: '2', cacheNodeType: 'cache.t4g.small', cacheTtlSeconds: '60', memoryMb: '512' }, [], []],
  [{}, { secretsManagerEndpoint: 'true', provisionedConcurrency: '2', logLevel: 'DEBUG' }, [], []],
];

const lossesOf = (deployed: Context, next: Context) =>
  differencesOf(recordedConfig(deployed), parseStackConfig(next)).flatMap(({ key, effect }) =>
    effect ? [key] : [],
  );

describe('what a deployment changes', () => {
  for (const [from, to, there, back] of changes) {
    test(`${JSON.stringify(from)} -> ${JSON.stringify(to)} loses ${there.join(', ') || 'nothing'}`, () => {
      assert.deepEqual(lossesOf(from, to), there);
    });
    test(`${JSON.stringify(to)} -> ${JSON.stringify(from)} loses ${back.join(', ') || 'nothing'}`, () => {
      assert.deepEqual(lossesOf(to, from), back);
    });
  }

  test('each key of LOSSES is in the table above', () => {
    const covered = new Set(changes.flatMap(([, , there, back]) => [...there, ...back]));
    assert.deepEqual(
      Object.keys(LOSSES).filter((key) => !covered.has(key)),
      [],
    );
  });

  test('nothing, if the configuration is the same, in whatever JSON types it was recorded', () => {
    const context = { ...MUTUAL_TLS, allowedCidrs: '203.0.113.0/24', cacheTtlSecondsByAction: 'queue=5' };
    const config = parseStackConfig(context);
    assert.deepEqual(differencesOf(recordedConfig(context), config), []);
    const texts = Object.entries(recordedConfig({})).map(([key, value]) => [key, String(value)]);
    assert.deepEqual(differencesOf(Object.fromEntries(texts), parseStackConfig({})), []);
  });

  test('a key that the deployed version did not have loses nothing', () => {
    const { mode: _, ...earlier } = recordedConfig({});
    assert.deepEqual(differencesOf(earlier, parseStackConfig({})), [
      { key: 'mode', deployed: undefined, next: 'replication-group', effect: undefined },
    ]);
  });

  test('a key that no longer exists is a difference', () => {
    assert.deepEqual(differencesOf({ ...recordedConfig({}), colour: 'red' }, parseStackConfig({})), [
      { key: 'colour', deployed: 'red', next: undefined, effect: undefined },
    ]);
  });
});

describe('what a deployment prints', () => {
  const report = (deployed: Context, next: Context, replace: readonly string[] = []) =>
    reportOf({ kind: 'stack', values: recordedConfig(deployed) }, parseStackConfig(next), replace);

  test('every difference with its effect, and the option that allows them', () => {
    const { text, stop } = report({ alarmEmail: 'a@example.com' }, { mode: 'serverless', cacheNodes: '2' });
    assert.equal(
      text,
      [
        'What differs from the deployed configuration of genesys-data-action-cache-dev:',
        '  mode        replication-group -> serverless',
        '              ! The cache is replaced. The new one is empty.',
        '  cacheNodes  1 -> 2',
        '  alarmEmail  a@example.com -> (not set)',
        '              ! The deployed address no longer receives alarms.',
        '',
      ].join('\n'),
    );
    assert.equal(
      stop,
      'The deployment would replace or lose something: see the lines with ! above. To allow this, add -c replace=mode,alarmEmail',
    );
  });

  test('it stops only for keys that are not allowed', () => {
    const next = { mode: 'serverless', egress: 'nat-gateway' };
    assert.match(report({}, next, ['mode']).stop ?? '', /-c replace=egress$/);
    assert.equal(report({}, next, ['mode', 'egress']).stop, undefined);
    assert.equal(report({}, { cacheNodes: '2' }).stop, undefined);
  });

  test('that nothing differs', () => {
    assert.deepEqual(report({}, {}), {
      text: 'The deployed genesys-data-action-cache-dev has the same configuration.\n',
      stop: undefined,
    });
  });

  const first = (config: StackConfig) =>
    reportOf({ kind: 'none', target: { account: '123456789012', region: 'eu-west-1' } }, config, []);

  test('before the first deployment, what is not a default', () => {
    assert.deepEqual(
      first(parseStackConfig({ stage: 'prod', cacheNodes: '3', alarmEmail: 'a@example.com' })),
      {
        text: [
          'genesys-data-action-cache-prod is not deployed yet in eu-west-1 of the account 123456789012.',
          'What differs from the defaults for prod:',
          '  cacheNodes  3',
          '  alarmEmail  a@example.com',
          '',
        ].join('\n'),
        stop: undefined,
      },
    );
    assert.match(first(parseStackConfig({})).text, /\nEvery key has its default for dev\.\n$/);
  });

  test('why it stops, if the deployed configuration is unknown', () => {
    assert.deepEqual(reportOf({ kind: 'unknown', reason: 'no network' }, parseStackConfig({}), []), {
      text: '',
      stop: 'The deployed configuration of genesys-data-action-cache-dev is unknown: no network. To deploy without a comparison, add -c compare=false',
    });
  });
});

describe('the options of a deployment', () => {
  test('compare and replace', () => {
    assert.deepEqual(readDeploymentOptions({}), { compare: true, replace: [] });
    assert.deepEqual(readDeploymentOptions({ compare: 'false', replace: 'mode, egress' }), {
      compare: false,
      replace: ['mode', 'egress'],
    });
    assert.doesNotThrow(() => parseStackConfig({ compare: 'false', replace: 'mode' }));
  });

  test('a wrong value is an error', () => {
    assert.throws(
      () => readDeploymentOptions({ compare: 'no', replace: 'memoryMb' }),
      /compare is "no", expected true or false\n {2}- replace is "memoryMb", expected a list .*one of genesysRegion, /,
    );
  });

  test('only keys of the configuration can replace something', () => {
    assert.deepEqual(
      Object.keys(LOSSES).filter((key) => !(key in CONFIG_KEYS)),
      [],
    );
  });
});

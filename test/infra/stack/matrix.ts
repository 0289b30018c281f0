import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import { monthlyCosts } from '../../../infra/costs/monthly-costs.ts';
import { type Checked, checkStacks } from '../../support/check-stacks.ts';
import { type Overrides, synthStack } from '../../support/synth-stack.ts';
import { problemsIn } from '../../support/template-sweep.ts';

const CERTIFICATE = 'arn:aws:acm:eu-west-1:123456789012:certificate/0f1e-2d3c';

/** The defaults, every option switched on, and every option switched off. */
const OPTIONS: Record<string, Overrides> = {
  'with default options': {},
  'with every option on': {
    allowedCidrs: '203.0.113.0/24,198.51.100.7/32',
    waf: 'true',
    domainName: 'cache.example.com',
    certificateArn: CERTIFICATE,
    truststoreUri: 's3://bucket/genesys-ca.pem',
    reservedConcurrency: '50',
    provisionedConcurrency: '5',
    secretsManagerEndpoint: 'true',
    alarmEmail: 'ops@example.com',
    genesysEventSource: 'aws.partner/genesys.com/cloud/2a1b0c9d-8e7f-4a6b-9c5d-4e3f2a1b0c9d/cache',
    natCount: '2',
    availabilityZones: 'us-east-1c,us-east-1f',
    cacheNodes: '3',
  },
  'with every option off': {
    secretsManagerEndpoint: 'false',
    apiGatewayLogRole: 'false',
    natCount: '1',
    cacheNodes: '1',
  },
};

/**
 * Half of all combinations of the four choices. Every combination of any three choices is included: the fourth depends
 * on how many of the others have their second value.
 */
const CHOICES: Overrides[] = ['dev', 'prod'].flatMap((stage, first) =>
  ['redis', 'valkey'].flatMap((engine, second) =>
    ['replication-group', 'serverless'].map((mode, third) => ({
      stage,
      engine,
      mode,
      egress: (first + second + third) % 2 === 0 ? 'nat-gateway' : 'nat-instance',
    })),
  ),
);
/** Two variants that differ in every choice have the same options, so each option is tested with both values of each choice. */
const VARIANTS = CHOICES.map((choices, index): [title: string, overrides: Overrides] => {
  const pair = Math.min(index, CHOICES.length - 1 - index);
  const options = Object.keys(OPTIONS)[pair % 3] ?? '';
  return [[...Object.values(choices), options].join(', '), { ...choices, ...OPTIONS[options] }];
});

/**
 * The rules of AwsSolutions and Serverless that constructs of a stack acknowledge, with the reasons. The CDK's own
 * constructs also acknowledge some of the CDK's rules; those are left out.
 */
function acknowledgedIn({ stack }: Pick<Checked, 'stack'>): [id: string, reason: string][] {
  return stack.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries<string>(data))
      .map(([id, reason]): [string, string] => [id.replace(/^.*?::/, ''), reason])
      .filter(([id]) => /^(AwsSolutions|Serverless)-/.test(id)),
  );
}

describe("every variant has known costs, and passes the rules of the CDK, AwsSolutions and Serverless, and this project's own checks", () => {
  let checked: Checked[];
  before(() => {
    checked = checkStacks(VARIANTS.map(([, overrides]) => overrides));
  });

  for (const [index, [title]] of VARIANTS.entries())
    test(title, () => {
      const { findings, resources } = checked[index] ?? assert.fail('not checked');
      assert.deepEqual(findings, []);
      assert.deepEqual(problemsIn(resources), []);
      assert.ok(monthlyCosts(resources).length > 0);
    });
});

describe('the rules', () => {
  test('find an open security group, an unencrypted cache and an unknown property', () => {
    const modify = (stack: Stack) => {
      const vpc = new ec2.Vpc(stack, 'Open', { restrictDefaultSecurityGroup: false });
      const group = new ec2.SecurityGroup(stack, 'Door', { vpc: vpc as ec2.IVpc });
      group.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(22));
      new elasticache.CfnReplicationGroup(stack, 'Plain', { replicationGroupDescription: 'open' });
      new elasticache.CfnSubnetGroup(stack, 'Wrong', {
        description: 'x',
        subnetIds: ['subnet-1'],
      }).addPropertyOverride('Colour', 'red');
    };
    const [spoiled] = checkStacks([{}], { modify });
    assert.ok(spoiled);
    const { findings, resources } = spoiled;
    for (const expected of [
      /AwsSolutions-EC23.* at .*\/Door/,
      /AwsSolutions-AEC3.* at .*\/Plain/,
      / at .*\/Wrong/,
    ])
      assert.ok(
        findings.some((finding) => expected.test(finding)),
        `${expected} not in ${findings.join('; ')}`,
      );
    assert.ok(problemsIn(resources).some((problem) => /0\.0\.0\.0\/0/.test(problem)));
  });

  test('are acknowledged only if they have a finding, and always with a reason', (context) => {
    const variants: Overrides[] = [
      { stage: 'dev', ...OPTIONS['with every option on'], cacheNodes: '1' },
      { stage: 'prod', mode: 'serverless' },
    ];
    const acknowledged = new Map(variants.flatMap((overrides) => acknowledgedIn(synthStack(overrides))));
    for (const [id, reason] of acknowledged) assert.ok(reason.length > 40, `${id}: ${reason}`);

    context.mock.method(Validations.prototype, 'acknowledge', () => undefined);
    // The ids are only those of AwsSolutions and Serverless.
    const checked = checkStacks(variants, { cdkRules: false });
    const found = new Set(
      checked.flatMap(({ findings }) => findings.map((finding) => finding.split(' at ')[0])),
    );
    assert.deepEqual(
      [...acknowledged.keys()].filter((id) => !found.has(id)),
      [],
    );
  });
});

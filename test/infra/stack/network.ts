import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Match } from 'aws-cdk-lib/assertions';
import { resourcesOf, synthStack } from '../../support/synth-stack.ts';

const dev = synthStack();
const prod = synthStack({ stage: 'prod' });
const other = synthStack({ vpcCidr: '192.168.4.0/22', secretsManagerEndpoint: 'true' });
const SUBNET_TAG = 'aws-cdk:subnet-name';

function subnets(kind: string) {
  return resourcesOf(prod, 'AWS::EC2::Subnet').filter(({ Properties }) =>
    (Properties.Tags as { Key: string; Value: string }[]).some(
      ({ Key, Value }) => Key === SUBNET_TAG && Value === kind,
    ),
  );
}

describe('the network', () => {
  test('has subnets of each kind in two zones, without automatic public addresses', () => {
    for (const kind of ['nat', 'function', 'cache']) {
      const zones = new Set(
        subnets(kind).map(({ Properties }) => JSON.stringify(Properties.AvailabilityZone)),
      );
      assert.equal(zones.size, 2, kind);
    }
    for (const { Properties } of resourcesOf(prod, 'AWS::EC2::Subnet'))
      assert.equal(Properties.MapPublicIpOnLaunch, false);
  });

  test('is in the zones of availabilityZones, with a NAT in each', () => {
    for (const egress of ['nat-gateway', 'nat-instance']) {
      const stack = synthStack({ stage: 'prod', egress, availabilityZones: 'us-east-1c,us-east-1f' });
      const zones = resourcesOf(stack, 'AWS::EC2::Subnet').map(
        ({ Properties }) => Properties.AvailabilityZone,
      );
      assert.equal(zones.length, 6);
      assert.deepEqual(new Set(zones), new Set(['us-east-1c', 'us-east-1f']));
      assert.ok(!JSON.stringify(stack.resources).includes('Fn::GetAZs'));
    }
  });

  test('has no routes out of the cache subnets', () => {
    const routes = JSON.stringify(resourcesOf(prod, 'AWS::EC2::Route'));
    const tables = Object.keys(prod.resources).filter((id) => /cacheSubnet\dRouteTable[0-9A-F]{8}$/.test(id));
    assert.equal(tables.length, 2);
    for (const table of tables) assert.ok(!routes.includes(`"${table}"`), table);
  });

  test('has the configured address range', () => {
    prod.template.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: '10.42.0.0/16' });
    other.template.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: '192.168.4.0/22' });
  });

  test('has one NAT gateway per zone in prod, or natCount of them', () => {
    prod.template.resourceCountIs('AWS::EC2::NatGateway', 2);
    prod.template.resourceCountIs('AWS::AutoScaling::AutoScalingGroup', 0);
    synthStack({ stage: 'prod', natCount: '1' }).template.resourceCountIs('AWS::EC2::NatGateway', 1);
  });

  test('lets only the function connect to the NAT instance, on the HTTPS port', () => {
    const nat = dev.stack.resolve(dev.template.findResources('AWS::EC2::SecurityGroupIngress'));
    const intoNat = Object.entries<{ Properties: Record<string, unknown> }>(nat).filter(([id]) =>
      /Nat/.test(id),
    );
    assert.equal(intoNat.length, 1);
    const { SourceSecurityGroupId, CidrIp, FromPort, ToPort } = intoNat[0]?.[1].Properties ?? {};
    assert.match(JSON.stringify(SourceSecurityGroupId), /FunctionSecurityGroup/);
    assert.deepEqual([CidrIp, FromPort, ToPort], [undefined, 443, 443]);
  });

  for (const [stage, synthesised] of Object.entries({ dev, prod }))
    describe(`in ${stage}`, () => {
      test('allows inbound traffic only from security groups, on port 443 and the cache port', () => {
        for (const { Properties } of resourcesOf(synthesised, 'AWS::EC2::SecurityGroup'))
          assert.equal(Properties.SecurityGroupIngress, undefined);
        for (const { Properties } of resourcesOf(synthesised, 'AWS::EC2::SecurityGroupIngress')) {
          assert.ok(Properties.SourceSecurityGroupId);
          assert.equal(Properties.FromPort, Properties.ToPort);
          assert.ok([443, 6379].includes(Number(Properties.FromPort)));
        }
      });

      test('allows outbound traffic only for HTTPS, and to the cache on its port', () => {
        const rules = [
          ...resourcesOf(synthesised, 'AWS::EC2::SecurityGroupEgress').map(({ Properties }) => Properties),
          ...resourcesOf(synthesised, 'AWS::EC2::SecurityGroup').flatMap(
            ({ Properties }) => (Properties.SecurityGroupEgress ?? []) as Record<string, unknown>[],
          ),
        ].filter(({ CidrIp }) => CidrIp !== '255.255.255.255/32');
        const ports = rules.map(({ FromPort, ToPort, IpProtocol, CidrIp }) =>
          [IpProtocol, FromPort, ToPort, CidrIp ? 'world' : 'group'].join(' '),
        );
        assert.deepEqual([...new Set(ports)].filter((port) => port !== 'tcp 443 443 group').sort(), [
          'tcp 443 443 world',
          'tcp 6379 6379 group',
        ]);
      });

      test('connects function and cache through their security groups', () => {
        synthesised.template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
          GroupId: groupId('CacheSecurityGroup'),
          SourceSecurityGroupId: groupId('FunctionSecurityGroup'),
          FromPort: 6379,
        });
        synthesised.template.hasResourceProperties('AWS::EC2::SecurityGroupEgress', {
          GroupId: groupId('FunctionSecurityGroup'),
          DestinationSecurityGroupId: groupId('CacheSecurityGroup'),
          FromPort: 6379,
        });
      });

      test('allows the invalidation function outbound traffic only to the cache', () => {
        const [group] = resourcesOf(synthesised, 'AWS::EC2::SecurityGroup').filter(
          ({ Properties }) => Properties.GroupDescription === 'For the invalidation function',
        );
        assert.ok(group);
        // The separate rule below replaces CloudFormation's default rule, which allows all outbound traffic.
        assert.equal(group.Properties.SecurityGroupEgress, undefined);
        synthesised.template.hasResourceProperties('AWS::EC2::SecurityGroupEgress', {
          GroupId: groupId('InvalidationSecurityGroup'),
          DestinationSecurityGroupId: groupId('CacheSecurityGroup'),
          FromPort: 6379,
        });
        const egress = resourcesOf(synthesised, 'AWS::EC2::SecurityGroupEgress').filter(
          ({ Properties: rule }) => JSON.stringify(rule.GroupId).includes('InvalidationSecurityGroup'),
        );
        assert.equal(egress.length, 1);
      });

      test('removes all rules from the default security group, without a managed policy', () => {
        synthesised.template.resourceCountIs('Custom::VpcRestrictDefaultSG', 1);
        synthesised.template.hasResourceProperties('AWS::IAM::Role', {
          ManagedPolicyArns: Match.absent(),
          Policies: [
            {
              PolicyDocument: {
                Statement: [
                  {
                    Action: Match.arrayWith(['ec2:RevokeSecurityGroupIngress']),
                    Resource: [Match.anyValue()],
                  },
                  { Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: [Match.anyValue()] },
                ],
              },
            },
          ],
        });
      });

      test('writes all flow logs to a log group with a retention period', () => {
        synthesised.template.hasResourceProperties('AWS::EC2::FlowLog', {
          TrafficType: 'ALL',
          LogDestinationType: 'cloud-watch-logs',
          LogGroupName: Match.anyValue(),
        });
        for (const { Properties } of resourcesOf(synthesised, 'AWS::Logs::LogGroup'))
          assert.equal(Properties.RetentionInDays, stage === 'prod' ? 90 : 14);
      });
    });

  for (const [mode, ports] of Object.entries({ 'replication-group': [6379], serverless: [6379, 6380] }))
    test(`lets both functions reach a ${mode} cache on ${ports.join(' and ')}, in both directions`, () => {
      const stack = synthStack({ stage: 'prod', mode });
      for (const [type, property] of [
        ['AWS::EC2::SecurityGroupIngress', 'SourceSecurityGroupId'],
        ['AWS::EC2::SecurityGroupEgress', 'GroupId'],
      ] as const)
        for (const client of ['FunctionSecurityGroup', 'InvalidationSecurityGroup']) {
          const rules = resourcesOf(stack, type).filter(
            ({ Properties: { Description, [property]: group } }) =>
              Description === 'To the cache' && JSON.stringify(group).includes(client),
          );
          assert.deepEqual(
            rules.map(({ Properties: { FromPort, ToPort } }) => [FromPort, ToPort]),
            ports.map((port) => [port, port]),
          );
        }
    });

  test('has a Secrets Manager endpoint in prod, which only the function can use and only for its secret', () => {
    prod.template.resourceCountIs('AWS::EC2::VPCEndpoint', 1);
    prod.template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
      VpcEndpointType: 'Interface',
      PrivateDnsEnabled: true,
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'secretsmanager:GetSecretValue',
            Principal: { AWS: { 'Fn::GetAtt': [Match.stringLikeRegexp('^FunctionRole'), 'Arn'] } },
            Resource: { Ref: Match.stringLikeRegexp('GenesysSecret') },
          },
        ],
      },
    });
    prod.template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      GroupId: groupId('EndpointSecurityGroup'),
      SourceSecurityGroupId: groupId('FunctionSecurityGroup'),
      FromPort: 443,
    });
    dev.template.resourceCountIs('AWS::EC2::VPCEndpoint', 0);
    other.template.resourceCountIs('AWS::EC2::VPCEndpoint', 1);
  });
});

function groupId(name: string) {
  return { 'Fn::GetAtt': [Match.stringLikeRegexp(`^Network${name}`), 'GroupId'] };
}

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Match } from 'aws-cdk-lib/assertions';
import { onlyOf, resourcesOf, synthStack } from '../../support/synth-stack.ts';

const FUNCTION_COMMANDS =
  '+mget +ping +eval +evalsha +get +getrange +set +pexpire +del +time +type +hget +hset +hdel +hrandfield +hlen +zadd +zcard +zrange +zscore +zremrangebyscore';
const GROUP = 'AWS::ElastiCache::ReplicationGroup';
const SERVERLESS = 'AWS::ElastiCache::ServerlessCache';
const NAME = 'genesys-data-action-cache-prod';
const prod = synthStack({ stage: 'prod' });
const serverless = synthStack({ stage: 'prod', mode: 'serverless' });

describe('the cache', () => {
  test('is a replication group with TLS, encryption at rest and no snapshots', () => {
    prod.template.hasResourceProperties(GROUP, {
      Engine: 'redis',
      EngineVersion: '7.1',
      TransitEncryptionEnabled: true,
      TransitEncryptionMode: 'required',
      AtRestEncryptionEnabled: true,
      SnapshotRetentionLimit: 0,
      AutoMinorVersionUpgrade: true,
      PreferredMaintenanceWindow: 'sun:03:00-sun:04:00',
      AuthToken: Match.absent(),
    });
    prod.template.resourceCountIs(SERVERLESS, 0);
  });

  test('fails over between zones in prod, and is one node in dev', () => {
    prod.template.hasResourceProperties(GROUP, {
      NumCacheClusters: 2,
      AutomaticFailoverEnabled: true,
      MultiAZEnabled: true,
    });
    synthStack().template.hasResourceProperties(GROUP, {
      NumCacheClusters: 1,
      AutomaticFailoverEnabled: false,
      MultiAZEnabled: false,
    });
  });

  test('is in the isolated subnets and has its own security group', () => {
    const { SubnetIds } = onlyOf(prod, 'AWS::ElastiCache::SubnetGroup') as { SubnetIds: { Ref: string }[] };
    assert.equal(SubnetIds.length, 2);
    for (const { Ref } of SubnetIds) assert.match(Ref, /cacheSubnet/);
    prod.template.hasResourceProperties(GROUP, {
      SecurityGroupIds: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('CacheSecurityGroup'), 'GroupId'] }],
    });
  });

  for (const [engine, family, version] of [
    ['redis', 'redis7', '7.1'],
    ['valkey', 'valkey8', '8.2'],
  ])
    test(`with ${engine} evicts the least recently used entries`, () => {
      const { template } = synthStack({ stage: 'prod', engine: engine ?? '' });
      template.hasResourceProperties(GROUP, { Engine: engine, EngineVersion: version });
      template.hasResourceProperties('AWS::ElastiCache::ParameterGroup', {
        CacheParameterGroupFamily: family,
        Properties: { 'maxmemory-policy': 'volatile-lru' },
      });
    });

  test('writes its slow log to CloudWatch', () => {
    prod.template.hasResourceProperties(GROUP, {
      LogDeliveryConfigurations: [
        { LogType: 'slow-log', LogFormat: 'json', DestinationType: 'cloudwatch-logs' },
      ],
    });
  });

  for (const [mode, synthesised, more] of [
    ['replication-group', prod, ''],
    ['serverless', serverless, ' +cluster|slots +readonly +asking'],
  ] as const)
    test(`as ${mode} has an IAM user for each function, limited to its commands and keys, and disables the default user`, () => {
      const users = resourcesOf(synthesised, 'AWS::ElastiCache::User').map(({ Properties }) => Properties);
      const withoutTags = users.map(({ Tags, ...user }) => user);
      const iamUser = (name: string, rules: string) => ({
        Engine: 'redis',
        UserId: name,
        UserName: name,
        AuthenticationMode: { Type: 'iam' },
        AccessString: `${rules}${more}`,
      });
      assert.deepEqual(withoutTags, [
        {
          Engine: 'redis',
          UserId: `${NAME}-off`,
          UserName: 'default',
          AuthenticationMode: { Type: 'no-password-required' },
          AccessString: 'off -@all',
        },
        iamUser(NAME, `on ~dataaction:* resetchannels -@all ${FUNCTION_COMMANDS}`),
        iamUser(
          `${NAME}-tags`,
          'on ~dataaction:invalidated:* resetchannels -@all +eval +evalsha +set +info +wait',
        ),
      ]);
      const { UserIds } = onlyOf(synthesised, 'AWS::ElastiCache::UserGroup') as { UserIds: unknown[] };
      assert.equal(UserIds.length, 3);
    });

  test('changes its users one after the other', () => {
    const users = Object.entries(prod.template.findResources('AWS::ElastiCache::User'));
    const chain = users.map(([, { DependsOn }]) => DependsOn);
    assert.deepEqual(chain, [undefined, [users[0]?.[0]], [users[1]?.[0]]]);
  });

  test('admits only the users of that group', () => {
    const userGroup = { Ref: Match.stringLikeRegexp('UserGroup') };
    prod.template.hasResourceProperties(GROUP, { UserGroupIds: [userGroup] });
    serverless.template.hasResourceProperties(SERVERLESS, { UserGroupId: userGroup });
  });

  test('can be serverless, with limits', () => {
    serverless.template.resourceCountIs(GROUP, 0);
    serverless.template.hasResourceProperties(SERVERLESS, {
      ServerlessCacheName: NAME,
      Engine: 'redis',
      MajorEngineVersion: '7',
      SnapshotRetentionLimit: 0,
      SubnetIds: [Match.anyValue(), Match.anyValue()],
      SecurityGroupIds: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('CacheSecurityGroup'), 'GroupId'] }],
    });
    const limits = { serverlessStorageGb: '2', serverlessEcpuPerSecond: '1500' };
    const valkey = synthStack({ mode: 'serverless', engine: 'valkey', ...limits });
    valkey.template.hasResourceProperties(SERVERLESS, {
      Engine: 'valkey',
      MajorEngineVersion: '8',
      CacheUsageLimits: { DataStorage: { Maximum: 2, Unit: 'GB' }, ECPUPerSecond: { Maximum: 1500 } },
    });
  });

  test('switches between Redis and Valkey without a change to its users', () => {
    const valkey = synthStack({ stage: 'prod', engine: 'valkey' });
    for (const type of ['AWS::ElastiCache::User', 'AWS::ElastiCache::UserGroup'])
      assert.deepEqual(valkey.template.findResources(type), prod.template.findResources(type));
  });

  test('has names that ElastiCache accepts', () => {
    for (const name of ['genesys-data-action-cache-dev', NAME, `${NAME}-off`]) {
      assert.match(name, /^[a-z](-?[a-z0-9])*$/);
      assert.ok(name.length <= 40, name);
    }
  });
});

import { Validations } from 'aws-cdk-lib';
import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import type { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';
import { REDIS_PORT } from '../redis-access.ts';
import type { CacheAccess } from './cache-access.ts';
import type { CacheProps, CacheResource } from './cache-resource.ts';
import { createLogGroup } from './log-group.ts';

/** The version of each engine, and the family of its parameters. */
const VERSIONS = {
  redis: { engineVersion: '7.1', cacheParameterGroupFamily: 'redis7' },
  valkey: { engineVersion: '8.1', cacheParameterGroupFamily: 'valkey8' },
} as const;

/**
 * A replication group of one shard: from two nodes on they are in different zones, and a replica takes over
 * from a primary that fails. No snapshots: what is lost is fetched from Genesys again, and a cache brought back
 * from yesterday would have nothing in it that is still valid.
 */
export function createReplicationGroup(
  scope: Construct,
  { name, config, vpc, subnets, securityGroup }: CacheProps,
  access: CacheAccess,
): CacheResource {
  const { engine, cacheNodes } = config;
  const hasReplicas = cacheNodes > 1;
  const subnetGroup = new elasticache.CfnSubnetGroup(scope, 'SubnetGroup', {
    description: `isolated subnets of ${name}`,
    subnetIds: vpc.selectSubnets(subnets).subnetIds,
  });
  const group = new elasticache.CfnReplicationGroup(scope, 'ReplicationGroup', {
    replicationGroupId: name,
    replicationGroupDescription: 'answers of Genesys Cloud data actions',
    engine,
    engineVersion: VERSIONS[engine].engineVersion,
    autoMinorVersionUpgrade: true,
    preferredMaintenanceWindow: config.maintenanceWindow,
    cacheNodeType: config.cacheNodeType,
    numCacheClusters: cacheNodes,
    automaticFailoverEnabled: hasReplicas,
    multiAzEnabled: hasReplicas,
    cacheParameterGroupName: createParameters(scope, config).ref,
    cacheSubnetGroupName: subnetGroup.ref,
    securityGroupIds: [securityGroup.securityGroupId],
    port: REDIS_PORT,
    userGroupIds: [access.userGroupId],
    transitEncryptionEnabled: true,
    transitEncryptionMode: 'required',
    // With ElastiCache's own key: the content is configuration, short-lived and worthless outside its org.
    atRestEncryptionEnabled: true,
    snapshotRetentionLimit: 0,
    logDeliveryConfigurations: [slowLog(scope, config)],
  });
  acknowledge(group, hasReplicas);
  return {
    endpoint: group.attrPrimaryEndPointAddress,
    resourceType: 'replicationgroup',
    resourceName: group.ref,
    // The service names the nodes of a group so, in this order.
    dimensions: Array.from({ length: cacheNodes }, (_, index) => ({
      CacheClusterId: `${name}-${String(index + 1).padStart(3, '0')}`,
    })),
  };
}

/**
 * Everything stored has a lifetime, so when memory is short the entry that is nearest to its end goes first:
 * `volatile-ttl`. LRU policies would rather drop an old but still needed entry, and those that look at all keys
 * gain nothing here.
 */
function createParameters(scope: Construct, { engine }: StackConfig): elasticache.CfnParameterGroup {
  return new elasticache.CfnParameterGroup(scope, 'Parameters', {
    cacheParameterGroupFamily: VERSIONS[engine].cacheParameterGroupFamily,
    description: 'evicts what would expire next',
    properties: { 'maxmemory-policy': 'volatile-ttl' },
  });
}

function slowLog(
  scope: Construct,
  config: StackConfig,
): elasticache.CfnReplicationGroup.LogDeliveryConfigurationRequestProperty {
  const { logGroupName } = createLogGroup(scope, 'SlowLog', config);
  return {
    logType: 'slow-log',
    logFormat: 'json',
    destinationType: 'cloudwatch-logs',
    destinationDetails: { cloudWatchLogsDetails: { logGroup: logGroupName } },
  };
}

function acknowledge(group: elasticache.CfnReplicationGroup, hasReplicas: boolean): void {
  Validations.of(group).acknowledge(
    {
      id: 'AwsSolutions-AEC5',
      reason: "the port is open to the function's security group only; another number would hide nothing",
    },
    {
      id: 'AwsSolutions-AEC6',
      reason: 'users are authenticated by IAM, with tokens of 15 minutes: AUTH is one password for everybody',
    },
  );
  if (hasReplicas) return;
  Validations.of(group).acknowledge({
    id: 'AwsSolutions-AEC4',
    reason:
      'asked for with cacheNodes=1, for stages that may lose their cache: what it holds can be fetched again',
  });
}

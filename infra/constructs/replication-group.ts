import { Validations } from 'aws-cdk-lib';
import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import type { Construct } from 'constructs';
import { ENGINE_VERSIONS } from '../aws-requirements.ts';
import type { StackConfig } from '../config.ts';
import { EVICTION_POLICY, REDIS_PORT } from '../redis-access.ts';
import type { CacheAccess } from './cache-access.ts';
import type { CacheProps, CacheResource } from './cache-resource.ts';
import { createLogGroup } from './log-group.ts';

/**
 * A replication group with one shard. With two or more nodes, they are in different availability zones, and a replica
 * takes over if the primary fails. No snapshots: lost entries are fetched from Genesys again, and the entries of a
 * restored cache would have expired.
 */
export function createReplicationGroup(
  scope: Construct,
  { name, config, vpc, subnets, securityGroup }: CacheProps,
  access: CacheAccess,
): CacheResource {
  const { engine, cacheNodes } = config;
  const hasReplicas = cacheNodes > 1;
  const subnetGroup = new elasticache.CfnSubnetGroup(scope, 'SubnetGroup', {
    description: `Isolated subnets of ${name}`,
    subnetIds: vpc.selectSubnets(subnets).subnetIds,
  });
  const group = new elasticache.CfnReplicationGroup(scope, 'ReplicationGroup', {
    replicationGroupId: name,
    replicationGroupDescription: 'Cache for Genesys Cloud data actions',
    engine,
    engineVersion: ENGINE_VERSIONS[engine].engineVersion,
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
    // With the AWS-managed key: entries are short-lived and of no value outside their Genesys organisation.
    atRestEncryptionEnabled: true,
    snapshotRetentionLimit: 0,
    logDeliveryConfigurations: [slowLog(scope, config)],
  });
  acknowledge(group, hasReplicas);
  return {
    endpoint: group.attrPrimaryEndPointAddress,
    resourceType: 'replicationgroup',
    resourceName: group.ref,
    // The names that ElastiCache gives to the nodes of a group.
    dimensions: Array.from({ length: cacheNodes }, (_, index) => ({
      CacheClusterId: `${name}-${String(index + 1).padStart(3, '0')}`,
    })),
  };
}

function createParameters(scope: Construct, { engine }: StackConfig): elasticache.CfnParameterGroup {
  return new elasticache.CfnParameterGroup(scope, 'Parameters', {
    cacheParameterGroupFamily: ENGINE_VERSIONS[engine].cacheParameterGroupFamily,
    description: 'Evicts the least recently used entries',
    properties: { 'maxmemory-policy': EVICTION_POLICY },
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
      reason: "only the functions' security groups can reach the port, so another number would not help",
    },
    {
      id: 'AwsSolutions-AEC6',
      reason:
        'users log in with IAM tokens that are valid for 15 minutes; Redis AUTH would be one shared password',
    },
  );
  if (hasReplicas) return;
  Validations.of(group).acknowledge({
    id: 'AwsSolutions-AEC4',
    reason: 'cacheNodes=1 is for stages that may lose their cache: entries can be fetched from Genesys again',
  });
}

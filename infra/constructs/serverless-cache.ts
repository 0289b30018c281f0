import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import type { Construct } from 'constructs';
import { MAJOR_ENGINE_VERSIONS } from '../aws-requirements.ts';
import type { CacheAccess } from './cache-access.ts';
import type { CacheProps, CacheResource } from './cache-resource.ts';

/**
 * A serverless cache with usage limits, so that a mistake cannot become expensive. TLS, encryption at rest, several
 * availability zones and upgrades are always on; the eviction policy is always `volatile-lru`. No snapshots, for the
 * same reason as in a replication group.
 */
export function createServerlessCache(
  scope: Construct,
  { name, config, vpc, subnets, securityGroup }: CacheProps,
  access: CacheAccess,
): CacheResource {
  const cache = new elasticache.CfnServerlessCache(scope, 'ServerlessCache', {
    serverlessCacheName: name,
    description: 'Cache for Genesys Cloud data actions',
    engine: config.engine,
    majorEngineVersion: MAJOR_ENGINE_VERSIONS[config.engine],
    cacheUsageLimits: {
      dataStorage: { maximum: config.serverlessStorageGb, unit: 'GB' },
      ecpuPerSecond: { maximum: config.serverlessEcpuPerSecond },
    },
    subnetIds: vpc.selectSubnets(subnets).subnetIds,
    securityGroupIds: [securityGroup.securityGroupId],
    userGroupId: access.userGroupId,
    snapshotRetentionLimit: 0,
  });
  return {
    endpoint: cache.attrEndpointAddress,
    resourceType: 'serverlesscache',
    resourceName: cache.ref,
    dimensions: [{ clusterId: name }],
  };
}

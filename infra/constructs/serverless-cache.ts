import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import type { Construct } from 'constructs';
import type { CacheAccess } from './cache-access.ts';
import type { CacheProps, CacheResource } from './cache-resource.ts';

/** Serverless caches are asked for by major version only. */
const MAJOR_VERSIONS = { redis: '7', valkey: '8' } as const;

/**
 * A serverless cache with limits, so that a mistake cannot become a bill. TLS, encryption at rest, several
 * zones and upgrades are always on there; eviction is `volatile-lru` and cannot be chosen. No snapshots, for the
 * reason that a replication group has none.
 */
export function createServerlessCache(
  scope: Construct,
  { name, config, vpc, subnets, securityGroup }: CacheProps,
  access: CacheAccess,
): CacheResource {
  const cache = new elasticache.CfnServerlessCache(scope, 'ServerlessCache', {
    serverlessCacheName: name,
    description: 'answers of Genesys Cloud data actions',
    engine: config.engine,
    majorEngineVersion: MAJOR_VERSIONS[config.engine],
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

import {
  DescribeCacheEngineVersionsCommand,
  DescribeReservedCacheNodesOfferingsCommand,
} from '@aws-sdk/client-elasticache';
import { absentIf } from '../aws/read.ts';
import { ENGINE_VERSIONS, MAJOR_ENGINE_VERSIONS } from '../aws-requirements.ts';
import type { Account } from './account.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

/** Whether ElastiCache has the engine's version in the region. */
export async function examineEngine({ region, config, clients, read }: Account): Promise<Finding> {
  const { engine, mode } = config;
  const { engineVersion, cacheParameterGroupFamily } = ENGINE_VERSIONS[engine];
  const wanted = mode === 'serverless' ? MAJOR_ENGINE_VERSIONS[engine] : engineVersion;
  const { CacheEngineVersions = [] } = await read('elasticache:DescribeCacheEngineVersions', (options) =>
    clients.elastiCache.send(new DescribeCacheEngineVersionsCommand({ Engine: engine }), options),
  );
  const isWanted = (version: string) => version === wanted || version.startsWith(`${wanted}.`);
  const offered = CacheEngineVersions.find(
    ({ EngineVersion = '', CacheParameterGroupFamily }) =>
      isWanted(EngineVersion) && CacheParameterGroupFamily === cacheParameterGroupFamily,
  );
  if (offered !== undefined) return ok(`${engine} ${offered.EngineVersion}`);
  const versions = CacheEngineVersions.map(({ EngineVersion }) => EngineVersion);
  return problem({
    found: `${engine} ${versions.join(', ') || 'in no version'}`,
    expected: `${engine} ${wanted} (${cacheParameterGroupFamily})`,
    todo: `Choose the other engine, or another region. To list the versions: aws elasticache describe-cache-engine-versions --region ${region} --engine ${engine}`,
  });
}

/**
 * Whether ElastiCache has the node type in the region. ElastiCache lists only the node types that can be reserved, so a
 * type that is not listed is only a warning.
 */
export async function examineNodeType({ region, config, clients, read }: Account): Promise<Finding> {
  const { mode, cacheNodeType } = config;
  if (mode === 'serverless') return ok('not used by a serverless cache');
  const command = new DescribeReservedCacheNodesOfferingsCommand({ CacheNodeType: cacheNodeType });
  const reply = await read('elasticache:DescribeReservedCacheNodesOfferings', (options) =>
    clients.elastiCache.send(command, options),
  ).catch(absentIf('ReservedCacheNodesOfferingNotFoundFault'));
  if (reply?.ReservedCacheNodesOfferings?.length) return ok(cacheNodeType);
  return warning({
    found: `${cacheNodeType} cannot be reserved in ${region}, so it may not exist there`,
    expected: 'a node type of the region',
    todo: `Look for it in the list of supported node types in ElastiCache's documentation. To list the types that can be reserved: aws elasticache describe-reserved-cache-nodes-offerings --region ${region} --query 'ReservedCacheNodesOfferings[].CacheNodeType' --output text`,
  });
}

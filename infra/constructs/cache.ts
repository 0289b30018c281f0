import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { type CacheUser, REDIS_PORT } from '../redis-access.ts';
import { CacheAccess } from './cache-access.ts';
import type { CacheProps, CacheResource } from './cache-resource.ts';
import { createReplicationGroup } from './replication-group.ts';
import { createServerlessCache } from './serverless-cache.ts';

/** What a function needs to log in to the cache. */
export interface CacheLogin {
  /** Environment variables of the function. */
  readonly environment: Readonly<Record<string, string>>;
  /** ARNs for which its role needs `elasticache:Connect`. */
  readonly connectArns: readonly string[];
}

/** ElastiCache as a replication group or serverless, with TLS, encryption at rest and IAM authentication. */
export class Cache extends Construct {
  readonly users: Readonly<Record<CacheUser, CacheLogin>>;
  readonly dimensions: CacheResource['dimensions'];

  constructor(scope: Construct, id: string, props: CacheProps) {
    super(scope, id);
    const isServerless = props.config.mode === 'serverless';
    const access = new CacheAccess(this, 'Access', props);
    const create = isServerless ? createServerlessCache : createReplicationGroup;
    const cache = create(this, props, access);

    this.dimensions = cache.dimensions;
    const login = (userName: string): CacheLogin => ({
      connectArns: [this.#arn(cache.resourceType, cache.resourceName), this.#arn('user', userName)],
      environment: {
        REDIS_URL: `rediss://${userName}@${cache.endpoint}:${REDIS_PORT}`,
        REDIS_MODE: isServerless ? 'cluster' : 'standalone',
        REDIS_IAM_CACHE: cache.resourceName,
        ...(isServerless && { REDIS_IAM_SERVERLESS: 'true' }),
      },
    });
    const { dataActions, invalidation } = access.userNames;
    this.users = { dataActions: login(dataActions), invalidation: login(invalidation) };
  }

  #arn(resource: string, resourceName: string): string {
    const arnFormat = {
      service: 'elasticache',
      resource,
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    };
    return Stack.of(this).formatArn(arnFormat);
  }
}

import { ArnFormat, Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';
import { type CacheUser, REDIS_PORT } from '../redis-access.ts';
import { CacheAccess } from './cache-access.ts';
import { createReplicationGroup } from './replication-group.ts';
import { createServerlessCache } from './serverless-cache.ts';

/** Where a cache is put, and under which name. */
export interface CacheProps {
  /** Id of the cache, and the beginning of its users': lower case, digits and hyphens, at most 36 characters. */
  readonly name: string;
  readonly config: StackConfig;
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.SubnetSelection;
  readonly securityGroup: ec2.ISecurityGroup;
}

/** How a function logs in. */
export interface CacheLogin {
  /** Its environment variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** The ARNs that `elasticache:Connect` is needed for. */
  readonly connectArns: readonly string[];
}

/** A running cache, of either mode. */
export interface CacheResource {
  /** Its host name. */
  readonly endpoint: string;
  /** As in its ARN, for example `replicationgroup`. */
  readonly resourceType: string;
  /** As in its ARN and in IAM tokens. */
  readonly resourceName: string;
  /** The CloudWatch dimensions of each thing that reports metrics: every node, or the serverless cache. */
  readonly dimensions: readonly Record<string, string>[];
}

/** ElastiCache in one of its two modes, with TLS, encryption at rest and IAM users only. */
export class Cache extends Construct {
  /** What each user has to know and may do. */
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

import { ArnFormat, Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';
import { REDIS_PORT } from '../redis-access.ts';
import { CacheAccess } from './cache-access.ts';
import { createReplicationGroup } from './replication-group.ts';
import { createServerlessCache } from './serverless-cache.ts';

/** Where a cache is put, and under which name. */
export interface CacheProps {
  /** Id of the cache and of its user: lower case, digits and hyphens, at most 36 characters. */
  readonly name: string;
  readonly config: StackConfig;
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.SubnetSelection;
  readonly securityGroup: ec2.ISecurityGroup;
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
  /** What the function must know, as its environment variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** The ARNs that `elasticache:Connect` is needed for. */
  readonly connectArns: readonly string[];
  readonly dimensions: CacheResource['dimensions'];

  constructor(scope: Construct, id: string, props: CacheProps) {
    super(scope, id);
    const isServerless = props.config.mode === 'serverless';
    const access = new CacheAccess(this, 'Access', props);
    const create = isServerless ? createServerlessCache : createReplicationGroup;
    const cache = create(this, props, access);

    this.dimensions = cache.dimensions;
    this.connectArns = [
      this.#arn(cache.resourceType, cache.resourceName),
      this.#arn('user', access.userName),
    ];
    this.environment = {
      REDIS_URL: `rediss://${access.userName}@${cache.endpoint}:${REDIS_PORT}`,
      REDIS_MODE: isServerless ? 'cluster' : 'standalone',
      REDIS_IAM_CACHE: cache.resourceName,
      ...(isServerless && { REDIS_IAM_SERVERLESS: 'true' }),
    };
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

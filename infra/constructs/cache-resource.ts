import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { StackConfig } from '../config.ts';

/** Name, configuration and place of a cache. */
export interface CacheProps {
  /** Id of the cache and prefix of the ids of its users: lower case, digits and hyphens, at most 35 characters. */
  readonly name: string;
  readonly config: StackConfig;
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.SubnetSelection;
  readonly securityGroup: ec2.ISecurityGroup;
}

/** A cache of either mode. */
export interface CacheResource {
  /** Its host name. */
  readonly endpoint: string;
  /** As in its ARN, for example `replicationgroup`. */
  readonly resourceType: string;
  /** As in its ARN and in IAM tokens. */
  readonly resourceName: string;
  /** The CloudWatch dimensions of each source of metrics: every node, or the serverless cache. */
  readonly dimensions: readonly Record<string, string>[];
}

import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { StackConfig } from '../config.ts';

export interface CacheProps {
  /** Id of the cache and prefix of its users' ids: lower-case letters, digits and hyphens, up to 35 characters. */
  readonly name: string;
  readonly config: StackConfig;
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.SubnetSelection;
  readonly securityGroup: ec2.ISecurityGroup;
}

/** A cache of either mode. */
export interface CacheResource {
  /** Host name. */
  readonly endpoint: string;
  /** Resource type in its ARN, for example `replicationgroup`. */
  readonly resourceType: string;
  /** Name in its ARN and in IAM tokens. */
  readonly resourceName: string;
  /** The CloudWatch dimensions of each node, or of the serverless cache. */
  readonly dimensions: readonly Record<string, string>[];
}

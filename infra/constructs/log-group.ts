import { RemovalPolicy } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';

/** The settings of a log group. */
export type LogConfig = Pick<StackConfig, 'stage' | 'logRetentionDays'>;

/**
 * A log group with a retention of `logRetentionDays`. In prod it is retained when the stack is deleted, because the
 * logs may explain why. Encrypted with CloudWatch's own key: no log line contains a secret, and a customer-managed key
 * would be one more thing that can be disabled.
 */
export function createLogGroup(
  scope: Construct,
  id: string,
  config: LogConfig,
  logGroupName?: string,
): logs.LogGroup {
  return new logs.LogGroup(scope, id, {
    ...(logGroupName !== undefined && { logGroupName }),
    // A cast: the values of the enum RetentionDays are numbers of days.
    retention: config.logRetentionDays as logs.RetentionDays,
    removalPolicy: config.stage === 'prod' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
  });
}

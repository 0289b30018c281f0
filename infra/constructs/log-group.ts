import { RemovalPolicy } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';

/** What a log group needs to know of the configuration. */
export type LogConfig = Pick<StackConfig, 'stage' | 'logRetentionDays'>;

/**
 * A log group that forgets after `logRetentionDays`. That of a prod stack outlives the stack: what explains an
 * outage must not go with the thing that failed. Encrypted with CloudWatch's own key: no line holds a secret,
 * and a key of ours would be one more thing that can be switched off.
 */
export function createLogGroup(
  scope: Construct,
  id: string,
  config: LogConfig,
  logGroupName?: string,
): logs.LogGroup {
  return new logs.LogGroup(scope, id, {
    ...(logGroupName !== undefined && { logGroupName }),
    // RetentionDays is an enum of the same numbers of days.
    retention: config.logRetentionDays as logs.RetentionDays,
    removalPolicy: config.stage === 'prod' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
  });
}

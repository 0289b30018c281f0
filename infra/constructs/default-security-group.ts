import { type CfnResource, type CustomResourceProviderBase, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { createLogGroup, type LogConfig } from './log-group.ts';

const PROVIDER_ID = 'Custom::VpcRestrictDefaultSGCustomResourceProvider';

/**
 * Restricts the CDK's own function that removes all rules from the VPC's default security group during deployment,
 * which CloudFormation cannot do itself. The function gets its own log group and, instead of the AWS-managed policy,
 * permission to write to this log group only. Its only other permission is to change the rules of that security group.
 */
export function restrictDefaultSecurityGroupFunction(scope: Construct, config: LogConfig): void {
  const stack = Stack.of(scope);
  const provider = stack.node.findChild(PROVIDER_ID) as CustomResourceProviderBase;
  const role = provider.node.findChild('Role') as CfnResource;
  const handler = provider.node.findChild('Handler') as CfnResource;
  const logs = createLogGroup(scope, 'DefaultSecurityGroupLogs', config);

  role.addPropertyDeletionOverride('ManagedPolicyArns');
  provider.addToRolePolicy({
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: [logs.logGroupArn],
  });
  handler.addPropertyOverride('LoggingConfig', { LogFormat: 'JSON', LogGroup: logs.logGroupName });
  // Hides the function from `sam local`, which lists every function whose metadata has a path to local code.
  for (const key of ['path', 'property']) handler.addDeletionOverride(`Metadata.aws:asset:${key}`);
}

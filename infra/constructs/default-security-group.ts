import { type CfnResource, type CustomResourceProviderBase, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { createLogGroup, type LogConfig } from './log-group.ts';

const PROVIDER_ID = 'Custom::VpcRestrictDefaultSGCustomResourceProvider';

/**
 * Tightens the CDK's own small function that empties the VPC's default security group when the stack is
 * deployed (CloudFormation has no other way to change that group): an own log group, and the right to write to
 * that in place of AWS's managed policy. Its one other right is to change the rules of that one group.
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
  // `sam local` offers only functions whose code it finds on this machine: without these it offers just the service's.
  for (const key of ['path', 'property']) handler.addDeletionOverride(`Metadata.aws:asset:${key}`);
}

import { Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** The resources that a function may use. */
export interface FunctionPermissions {
  readonly description: string;
  readonly logGroup: logs.ILogGroup;
  /** ARNs of the cache and of the function's Redis user. */
  readonly cacheArns: readonly string[];
  /** The secret that the function reads, if any. */
  readonly secretArn?: string;
  /** The queue from which Lambda reads messages for the function, if any. */
  readonly queueArn?: string;
}

/**
 * The role of a function. Its inline policies contain all of its permissions. `*` is used only for actions that do not
 * support resources: X-Ray, and Lambda's own network interfaces, which are denied to the function's code.
 */
export class FunctionRole extends Construct {
  /** No other construct can add permissions to it. */
  readonly role: iam.IRole;

  constructor(scope: Construct, id: string, permissions: FunctionPermissions) {
    super(scope, id);
    const { description, logGroup, cacheArns, secretArn, queueArn } = permissions;
    const allow = (actions: string[], resources: string[]) => new iam.PolicyStatement({ actions, resources });
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description,
      inlinePolicies: {
        logs: policy(allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn])),
        ...(secretArn && { secret: policy(allow(['secretsmanager:GetSecretValue'], [secretArn])) }),
        cache: policy(allow(['elasticache:Connect'], [...cacheArns])),
        ...(queueArn && { queue: policy(allow(QUEUE_ACTIONS, [queueArn])) }),
        tracing: policy(allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], ['*'])),
        network: policy(allow(INTERFACE_ACTIONS, ['*']), denyFunctionCode(INTERFACE_ACTIONS)),
      },
    });
    const reason =
      'the actions for X-Ray and for the network interfaces that Lambda creates in the VPC do not support ' +
      'resources; the latter are for Lambda itself and denied to the code of the function';
    Validations.of(role).acknowledge(
      { id: 'AwsSolutions-IAM5[Resource::*]', reason },
      { id: 'Serverless-LambdaStarPermissions', reason },
    );
    this.role = role.withoutPolicyUpdates();
  }
}

/** Lambda needs these to read messages from a queue, according to its documentation. */
const QUEUE_ACTIONS = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** Lambda needs these to join a VPC, according to its documentation. */
const INTERFACE_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** Denies actions to the function's code: its calls have this condition key, Lambda's own calls do not. */
function denyFunctionCode(actions: string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({
    effect: iam.Effect.DENY,
    actions,
    resources: ['*'],
    conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
  });
}

function policy(...statements: iam.PolicyStatement[]): iam.PolicyDocument {
  return new iam.PolicyDocument({ statements });
}

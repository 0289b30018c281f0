import { Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** What a function may use. */
export interface FunctionRights {
  /** What it is for. */
  readonly description: string;
  /** Where it writes its lines. */
  readonly logGroup: logs.ILogGroup;
  /** The cache and its user. */
  readonly cacheArns: readonly string[];
  /** The one secret that it reads, if any. */
  readonly secretArn?: string;
  /** The queue from which Lambda takes what the function is to handle, if any. */
  readonly queueArn?: string;
}

/**
 * A function's role: all that it may do is in these inline policies. `*` stands only where AWS knows no
 * resource: for X-Ray, and for Lambda's own network interfaces, which the function's code is denied.
 */
export class FunctionRole extends Construct {
  /** Fixed: nothing else in the stack can add a right to it. */
  readonly role: iam.IRole;

  constructor(scope: Construct, id: string, rights: FunctionRights) {
    super(scope, id);
    const { description, logGroup, cacheArns, secretArn, queueArn } = rights;
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
      'X-Ray and the network interfaces that Lambda makes in the VPC have no resource that could be named; ' +
      'the interfaces are for Lambda itself only, the code of the function is denied them';
    Validations.of(role).acknowledge(
      { id: 'AwsSolutions-IAM5[Resource::*]', reason },
      { id: 'Serverless-LambdaStarPermissions', reason },
    );
    this.role = role.withoutPolicyUpdates();
  }
}

/** What Lambda does to take messages from a queue, as its documentation lists it. */
const QUEUE_ACTIONS = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** What Lambda does to join a VPC, as its documentation lists it. */
const INTERFACE_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** Only calls that come from a function's code carry this condition key, Lambda's own do not. */
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

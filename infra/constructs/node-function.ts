import { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { TIMEOUTS } from '../timeouts.ts';

/** Where a function stands. */
export interface FunctionPlace {
  readonly role: iam.IRole;
  readonly logGroup: logs.ILogGroup;
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.SubnetSelection;
  readonly securityGroup: ec2.ISecurityGroup;
}

/** What a function is. */
export interface NodeFunctionProps extends Omit<lambda.FunctionOptions, 'role' | 'vpc'> {
  readonly description: string;
  /** Folder with the built bundle: `index.mjs` and its chunks. */
  readonly bundlePath: string;
  readonly memorySize: number;
  readonly environment: Record<string, string>;
}

/**
 * A function on Node.js 24 and ARM, in the VPC, with JSON logs and traces. `sam local invoke` finds it by its `id`, which
 * therefore has to be unique in the stack.
 */
export function createNodeFunction(
  scope: Construct,
  id: string,
  { role, logGroup, vpc, subnets, securityGroup }: FunctionPlace,
  { bundlePath, ...props }: NodeFunctionProps,
): lambda.Function {
  const fn = new lambda.Function(scope, id, {
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    handler: 'index.handler',
    // Source maps stay here, for reading stack traces: they would only make the container start later.
    code: lambda.Code.fromAsset(bundlePath, { exclude: ['**/*.map'] }),
    timeout: Duration.millis(TIMEOUTS.functionMs),
    role,
    vpc,
    vpcSubnets: subnets,
    securityGroups: [securityGroup],
    logGroup,
    loggingFormat: lambda.LoggingFormat.JSON,
    systemLogLevelV2: lambda.SystemLogLevel.INFO,
    // Lambda drops lines below this by itself, and with them the metrics that are in them: never above INFO.
    applicationLogLevelV2: lambda.ApplicationLogLevel.INFO,
    tracing: lambda.Tracing.ACTIVE,
    ...props,
  });
  // sam takes the id from a construct path of two or three parts only, such as <stack>/<id>/Resource; here it has four.
  (fn.node.defaultChild as lambda.CfnFunction).addMetadata('SamResourceId', id);
  return fn;
}

import { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { TIMEOUTS } from '../timeouts.ts';

/** The resources that a function is attached to. */
export interface FunctionResources {
  readonly role: iam.IRole;
  readonly logGroup: logs.ILogGroup;
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.SubnetSelection;
  readonly securityGroup: ec2.ISecurityGroup;
}

export interface NodeFunctionProps extends Omit<lambda.FunctionOptions, 'role' | 'vpc'> {
  readonly description: string;
  /** Folder with the built bundle: `index.mjs` and its chunks. */
  readonly bundlePath: string;
  readonly memorySize: number;
  readonly environment: Record<string, string>;
}

/**
 * A function on Node.js 24 and ARM, in the VPC, with JSON logs and X-Ray traces. Its `id` must be unique in the stack,
 * because `sam local invoke` finds the function by it.
 */
export function createNodeFunction(
  scope: Construct,
  id: string,
  { role, logGroup, vpc, subnets, securityGroup }: FunctionResources,
  { bundlePath, ...props }: NodeFunctionProps,
): lambda.Function {
  const fn = new lambda.Function(scope, id, {
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    handler: 'index.handler',
    // Source maps are not deployed: they would slow down cold starts. They are used locally to read stack traces.
    code: lambda.Code.fromAsset(bundlePath, { exclude: ['**/*.map'] }),
    timeout: Duration.millis(TIMEOUTS.functionMs),
    role,
    vpc,
    vpcSubnets: subnets,
    securityGroups: [securityGroup],
    logGroup,
    loggingFormat: lambda.LoggingFormat.JSON,
    systemLogLevelV2: lambda.SystemLogLevel.INFO,
    // Lambda drops log lines below this level. `logLevel` decides instead, and may be DEBUG for a sample of the requests.
    applicationLogLevelV2: lambda.ApplicationLogLevel.DEBUG,
    tracing: lambda.Tracing.ACTIVE,
    ...props,
  });
  // sam reads the id from the construct path only if that has two or three parts, such as <stack>/<id>/Resource.
  (fn.node.defaultChild as lambda.CfnFunction).addMetadata('SamResourceId', id);
  return fn;
}

import { Annotations, type Stack } from 'aws-cdk-lib';
import type { StackConfig } from '../config.ts';
import { type AwsOptions, readDeployed, type Target } from './read.ts';
import { reportOf } from './report.ts';

/** A stack that may be about to be deployed. */
export interface Planned {
  readonly stack: Stack;
  readonly config: StackConfig;
  /** The keys that may replace or lose something. */
  readonly replace: readonly string[];
  readonly target: Target;
}

/**
 * Compares a stack with the deployed one and returns what to print. If the deployment has to stop, the stack gets an error,
 * which ends `cdk deploy` and `cdk diff`, but not `cdk destroy`.
 */
export async function compareWithDeployed(
  { stack, config, replace, target }: Planned,
  options?: AwsOptions,
): Promise<string> {
  const deployed = await readDeployed(stack.stackName, target, options);
  const { text, stop } = reportOf(deployed, config, replace);
  if (stop !== undefined) Annotations.of(stack).addError(stop);
  return text;
}

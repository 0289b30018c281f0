import { Validations } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ttlVariables } from '../../lambda/config/ttl-by-action.ts';
import type { StackConfig } from '../config.ts';
import { FUNCTION_KEYS } from '../config-keys.ts';
import { createNodeFunction, type FunctionPlace } from './node-function.ts';

/** What the function is made of and stands in. */
export interface ApiFunctionProps extends FunctionPlace {
  readonly config: StackConfig;
  /** Folder with the built bundle. */
  readonly bundlePath: string;
  /** Where its secret is and how its cache is reached. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The function that answers data actions. */
export class ApiFunction extends Construct {
  readonly function: lambda.Function;
  /** What is to be invoked: the function, or the alias that holds its provisioned containers. */
  readonly target: lambda.IFunction;

  constructor(scope: Construct, id: string, props: ApiFunctionProps) {
    super(scope, id);
    const { config, bundlePath, environment } = props;
    this.function = createNodeFunction(this, 'DataActions', props, {
      description: 'answers Genesys Cloud data actions from a cache',
      bundlePath,
      memorySize: config.memoryMb,
      environment: { ...settings(config), ...environment },
      ...(config.reservedConcurrency !== undefined && {
        reservedConcurrentExecutions: config.reservedConcurrency,
      }),
    });
    this.target = this.#target(config.provisionedConcurrency);
    this.#acknowledge();
  }

  #target(provisionedConcurrency: number | undefined): lambda.IFunction {
    if (provisionedConcurrency === undefined) return this.function;
    // Casts: the library's classes do not fit its interfaces under exactOptionalPropertyTypes.
    return new lambda.Alias(this, 'Live', {
      aliasName: 'live',
      version: this.function.currentVersion as lambda.IVersion,
      provisionedConcurrentExecutions: provisionedConcurrency,
    }) as lambda.IFunction;
  }

  #acknowledge(): void {
    Validations.of(this).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason:
        'API Gateway invokes it synchronously and hands every failure to the caller: nothing is ever queued',
    });
  }
}

/**
 * What `sam local` needs to ask a Genesys of one's choice without an AWS account, as it sets no variable that the
 * template does not have. Empty counts as unset.
 */
const UNSET_IN_DEV = {
  GENESYS_API_URL: '',
  GENESYS_LOGIN_URL: '',
  GENESYS_CLIENT_ID: '',
  GENESYS_CLIENT_SECRET: '',
};

/** The settings of the function as its environment; other constructs add what only they know. */
function settings(config: StackConfig): Record<string, string> {
  const { cacheTtlSecondsByAction: _, ...keys } = FUNCTION_KEYS;
  const values: Readonly<Record<string, unknown>> = { ...config };
  return {
    ...(config.stage === 'dev' && UNSET_IN_DEV),
    ...Object.fromEntries(
      Object.entries(keys).map(([name, { variable }]) => [variable, String(values[name])]),
    ),
    ...ttlVariables(config.cacheTtlSecondsByAction),
  };
}

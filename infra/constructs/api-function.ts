import { Validations } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ttlVariables } from '../../lambda/config/lifetime.ts';
import type { StackConfig } from '../config.ts';
import { FUNCTION_KEYS } from '../config-keys.ts';
import { createNodeFunction, type FunctionResources } from './node-function.ts';

export interface ApiFunctionProps extends FunctionResources {
  readonly config: StackConfig;
  /** Folder with the built bundle. */
  readonly bundlePath: string;
  /** Variables that other constructs provide, such as the id of the secret and the address of the cache. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The function that serves data actions. */
export class ApiFunction extends Construct {
  readonly function: lambda.Function;
  /** What API Gateway invokes: the function, or its alias if it has provisioned concurrency. */
  readonly target: lambda.IFunction;

  constructor(scope: Construct, id: string, props: ApiFunctionProps) {
    super(scope, id);
    const { config, bundlePath, environment } = props;
    this.function = createNodeFunction(this, 'DataActions', props, {
      description: 'Serves Genesys Cloud data actions from a cache',
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
    // Casts: the classes do not match their interfaces under exactOptionalPropertyTypes.
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
        'API Gateway invokes it synchronously and returns every failure to the client: nothing is queued',
    });
  }
}

/**
 * Variables for `sam local`, which can override only those that the template defines. With them, a developer can call
 * Genesys without an AWS account. An empty value counts as not set.
 */
const DEV_PLACEHOLDERS = {
  GENESYS_API_URL: '',
  GENESYS_LOGIN_URL: '',
  GENESYS_CLIENT_ID: '',
  GENESYS_CLIENT_SECRET: '',
};

/** The environment variables that follow from the configuration of the stack. */
function settings(config: StackConfig): Record<string, string> {
  const { cacheTtlSecondsByAction: _, ...keys } = FUNCTION_KEYS;
  const values: Readonly<Record<string, unknown>> = { ...config };
  return {
    ...(config.stage === 'dev' && DEV_PLACEHOLDERS),
    ...Object.fromEntries(
      Object.entries(keys).map(([name, { variable }]) => [variable, String(values[name])]),
    ),
    ...ttlVariables(config.cacheTtlSecondsByAction),
  };
}

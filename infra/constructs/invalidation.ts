import { Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';
import type { CacheLogin } from './cache.ts';
import { ChangeQueue } from './change-queue.ts';
import { FunctionRole } from './function-role.ts';
import { createLogGroup } from './log-group.ts';
import { createNodeFunction, type FunctionResources } from './node-function.ts';

export interface InvalidationProps extends Pick<FunctionResources, 'vpc' | 'subnets' | 'securityGroup'> {
  /** Identifies the stack in log lines and metrics, and prefixes the name of the API key. */
  readonly serviceName: string;
  readonly config: StackConfig;
  /** Folder with the built bundle. */
  readonly bundlePath: string;
  readonly login: CacheLogin;
}

const MEMORY_MB = 512;
/**
 * No caller waits for an invalidation. Replicas have 800 ms to confirm it, and Redis may be 120 ms late to report that one
 * has not: all of this is within half of the timeout, after which the socket is destroyed.
 */
const REDIS_TIMEOUT_MS = 2000;

/**
 * The function that invalidates cache entries: after audit events from Genesys, if an event bus is configured, and
 * manually through the API.
 */
export class Invalidation extends Construct {
  readonly function: lambda.Function;
  /** The API key for manual invalidation. */
  readonly apiKey: apigateway.ApiKey;
  /** The queue of events for the function. */
  readonly changes: ChangeQueue;

  constructor(scope: Construct, id: string, props: InvalidationProps) {
    super(scope, id);
    const { config, login, serviceName } = props;
    this.apiKey = new apigateway.ApiKey(this, 'ApiKey', {
      // A new version changes the name, so CloudFormation creates a new key and deletes this one.
      apiKeyName: `${serviceName}-invalidation-${config.invalidationKeyVersion}`,
      description: 'For POST /invalidate',
    });
    this.changes = new ChangeQueue(this, 'ChangeQueue');
    const logGroup = createLogGroup(this, 'Logs', config);
    const { role } = new FunctionRole(this, 'Role', {
      description: 'Role of the invalidation function',
      logGroup,
      cacheArns: login.connectArns,
      queueArn: this.changes.queue.queueArn,
    });
    this.function = createNodeFunction(
      this,
      'Invalidation',
      { ...props, role, logGroup },
      {
        description: 'Invalidates cached Genesys Cloud data after a change',
        bundlePath: props.bundlePath,
        memorySize: MEMORY_MB,
        environment: {
          ...login.environment,
          POWERTOOLS_SERVICE_NAME: serviceName,
          POWERTOOLS_LOG_LEVEL: config.logLevel,
          REDIS_TIMEOUT_MS: String(Math.max(config.redisTimeoutMs, REDIS_TIMEOUT_MS)),
          INVALIDATION_API_KEY_ID: this.apiKey.keyId,
        },
      },
    );
    Validations.of(this.function).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason:
        'it is never invoked asynchronously: failed messages stay in the queue, which has a dead-letter queue',
    });
    const { genesysEventSource: source } = config;
    // A cast: the class does not match its interface under exactOptionalPropertyTypes.
    if (source !== undefined) this.changes.connect(source, this.function as lambda.IFunction);
  }
}

import { Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';
import type { CacheLogin } from './cache.ts';
import { ChangeQueue } from './change-queue.ts';
import { FunctionRole } from './function-role.ts';
import { createLogGroup } from './log-group.ts';
import { createNodeFunction, type FunctionPlace } from './node-function.ts';

/** What tells of changes, and where it stands. */
export interface InvalidationProps extends Pick<FunctionPlace, 'vpc' | 'subnets' | 'securityGroup'> {
  /** By which its lines and metrics are told from those of others. */
  readonly serviceName: string;
  readonly config: StackConfig;
  /** Folder with the built bundle. */
  readonly bundlePath: string;
  readonly login: CacheLogin;
}

const MEMORY_MB = 512;

/**
 * The function that makes answers stale when something has changed: told by Genesys' audit events, where there is a
 * bus with them, and by hand.
 */
export class Invalidation extends Construct {
  readonly function: lambda.Function;
  /** The key by which it is told by hand. */
  readonly apiKey: apigateway.ApiKey;
  /** Where events wait for it. */
  readonly changes: ChangeQueue;

  constructor(scope: Construct, id: string, props: InvalidationProps) {
    super(scope, id);
    const { config, login, serviceName } = props;
    this.apiKey = new apigateway.ApiKey(this, 'ApiKey', {
      // With another name CloudFormation makes another key, and puts it wherever this one was.
      apiKeyName: `${serviceName}-invalidation-${config.invalidationKeyVersion}`,
      description: 'for POST /invalidate',
    });
    this.changes = new ChangeQueue(this, 'ChangeQueue');
    const logGroup = createLogGroup(this, 'Logs', config);
    const { role } = new FunctionRole(this, 'Role', {
      description: 'makes answers of Genesys Cloud data actions stale',
      logGroup,
      cacheArns: login.connectArns,
      queueArn: this.changes.queue.queueArn,
    });
    this.function = createNodeFunction(
      this,
      'Invalidation',
      { ...props, role, logGroup },
      {
        description: 'makes answers of Genesys Cloud data actions stale when something has changed',
        bundlePath: props.bundlePath,
        memorySize: MEMORY_MB,
        environment: {
          ...login.environment,
          POWERTOOLS_SERVICE_NAME: serviceName,
          POWERTOOLS_LOG_LEVEL: config.logLevel,
          REDIS_TIMEOUT_MS: String(config.redisTimeoutMs),
          INVALIDATION_API_KEY_ID: this.apiKey.keyId,
        },
      },
    );
    Validations.of(this.function).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason:
        'it is never invoked asynchronously: what it fails to handle stays in the queue, which has dead letters',
    });
    const { genesysEventSource: source } = config;
    // A cast: the class does not fit its interface under exactOptionalPropertyTypes.
    if (source !== undefined) this.changes.connect(source, this.function as lambda.IFunction);
  }
}

import { Duration, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as events from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { entityTypesOf } from '../../lambda/actions/data-action.ts';
import { dataActions } from '../../lambda/actions/index.ts';
import type { StackConfig } from '../config.ts';
import type { CacheLogin } from './cache.ts';
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
/** Then the answers that an event is about have long been fetched anew. */
const EVENT_KEPT = Duration.hours(1);
const RETRIES = 2;

/**
 * The function that makes answers stale when something has changed: told by Genesys' audit events, where there is a
 * bus with them, and by hand. What it cannot handle in an hour is in a queue, to be looked at.
 */
export class Invalidation extends Construct {
  readonly function: lambda.Function;
  /** The key by which it is told by hand. */
  readonly apiKey: apigateway.ApiKey;
  readonly deadLetters: sqs.Queue;

  constructor(scope: Construct, id: string, props: InvalidationProps) {
    super(scope, id);
    const { config, login, serviceName } = props;
    this.apiKey = new apigateway.ApiKey(this, 'ApiKey', {
      // With another name CloudFormation makes another key, and puts it wherever this one was.
      apiKeyName: `${serviceName}-invalidation-${config.invalidationKeyVersion}`,
      description: 'for POST /invalidate',
    });
    this.deadLetters = createDeadLetterQueue(this);
    const logGroup = createLogGroup(this, 'Logs', config);
    const { role } = new FunctionRole(this, 'Role', {
      description: 'makes answers of Genesys Cloud data actions stale',
      logGroup,
      cacheArns: login.connectArns,
      deadLetterArn: this.deadLetters.queueArn,
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
          LOG_LEVEL: config.logLevel,
          REDIS_TIMEOUT_MS: String(config.redisTimeoutMs),
          INVALIDATION_API_KEY_ID: this.apiKey.keyId,
        },
        // A cast: the class does not fit its interface under exactOptionalPropertyTypes.
        onFailure: new SqsDestination(this.deadLetters as sqs.IQueue),
        maxEventAge: EVENT_KEPT,
        retryAttempts: RETRIES,
      },
    );
    Validations.of(this).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason: 'what it fails to handle goes to its on-failure destination, a queue, together with the error',
    });
    if (config.genesysEventSource !== undefined) this.#listen(config.genesysEventSource);
  }

  /** To Genesys' audit events on the bus of that name, of what data actions depend on. */
  #listen(source: string): void {
    new events.Rule(this, 'Changes', {
      description: 'changes in Genesys Cloud that make answers old',
      eventBus: events.EventBus.fromEventBusName(this, 'Bus', source),
      eventPattern: {
        source: [source],
        detail: {
          topicName: entityTypesOf(dataActions.values()).map((type) => ({
            prefix: `v2.audits.entitytype.${type}.`,
          })),
        },
      },
      targets: [
        new LambdaFunction(this.function as lambda.IFunction, {
          deadLetterQueue: this.deadLetters as sqs.IQueue,
          maxEventAge: EVENT_KEPT,
        }),
      ],
    });
  }
}

function createDeadLetterQueue(scope: Construct): sqs.Queue {
  const queue = new sqs.Queue(scope, 'DeadLetters', {
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  const reason =
    'It is itself what holds the events that could not be handled: an alarm tells of the first one, and they are ' +
    'looked at and sent again, or dropped, by hand';
  Validations.of(queue).acknowledge(
    { id: 'AwsSolutions-SQS3', reason },
    { id: 'Serverless-SQSRedrivePolicy', reason },
  );
  return queue;
}

import { Duration, Stack, Validations } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { dataActions } from '../../lambda/actions/catalog.ts';
import { entityTypesOf } from '../../lambda/actions/define.ts';
import { TIMEOUTS } from '../timeouts.ts';

/** Six times the function timeout, as AWS recommends: a message is not redelivered while it is being processed. */
const VISIBILITY = Duration.millis(6 * TIMEOUTS.functionMs);
/** Deliveries in about an hour, which is longer than most outages of Redis. */
const MAX_DELIVERIES = Math.round(Duration.hours(1).toSeconds() / VISIBILITY.toSeconds());
/** For messages that no function reads. The alarm ChangesWaiting fires long before. */
const RETENTION = Duration.days(4);
/** The maximum of SQS, counted from when the message was sent to the first queue. */
const DEAD_LETTER_RETENTION = Duration.days(14);
/** How long EventBridge tries to deliver an event to the queue. */
const MAX_EVENT_AGE = Duration.hours(1);
const BATCH_SIZE = 10;
/** The minimum that AWS accepts. It is enough to process 10,000 changes in about a minute. */
const MAX_CONCURRENCY = 2;

/**
 * The queue of events from Genesys for the invalidation function. Events that fail are redelivered for about an hour
 * and then moved to the dead-letter queue, from which they can be moved back.
 */
export class ChangeQueue extends Construct {
  readonly queue: sqs.Queue;
  readonly deadLetters: sqs.Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const secure = { encryption: sqs.QueueEncryption.SQS_MANAGED, enforceSSL: true };
    this.deadLetters = new sqs.Queue(this, 'DeadLetters', {
      ...secure,
      retentionPeriod: DEAD_LETTER_RETENTION,
    });
    this.queue = new sqs.Queue(this, 'Queue', {
      ...secure,
      retentionPeriod: RETENTION,
      visibilityTimeout: VISIBILITY,
      // A cast: the class does not fit its interface under exactOptionalPropertyTypes.
      deadLetterQueue: { queue: this.deadLetters as sqs.IQueue, maxReceiveCount: MAX_DELIVERIES },
    });
    Validations.of(this.deadLetters).acknowledge({
      id: 'Serverless-SQSRedrivePolicy',
      reason: 'it is itself the dead-letter queue, and an alarm fires at the first event in it',
    });
  }

  /** The command that prints the events in the dead-letter queue. */
  get showCommand(): string {
    return `aws sqs receive-message --region ${Stack.of(this).region} --queue-url ${this.deadLetters.queueUrl} --max-number-of-messages 10 --visibility-timeout 0 --message-attribute-names All`;
  }

  /** The command that moves them back to the queue, including those that EventBridge could not deliver to it. */
  get redriveCommand(): string {
    return `aws sqs start-message-move-task --region ${Stack.of(this).region} --source-arn ${this.deadLetters.queueArn} --destination-arn ${this.queue.queueArn}`;
  }

  /**
   * Routes audit events from Genesys to the queue, and lets the function process it. `source` is the name of the event
   * bus. Events of entity types that no data action depends on are filtered out. Upper and lower case do not matter, so
   * that another spelling reaches the function.
   */
  connect(source: string, fn: lambda.IFunction): void {
    new events.Rule(this, 'Changes', {
      description: 'Changes in Genesys Cloud that invalidate cache entries',
      eventBus: events.EventBus.fromEventBusName(this, 'Bus', source),
      eventPattern: {
        source: [source],
        detail: {
          topicName: entityTypesOf(dataActions.values()).map((type) => ({
            prefix: { 'equals-ignore-case': `v2.audits.entitytype.${type}.` },
          })),
        },
      },
      targets: [
        new SqsQueue(this.queue as sqs.IQueue, {
          deadLetterQueue: this.deadLetters as sqs.IQueue,
          maxEventAge: MAX_EVENT_AGE,
        }),
      ],
    });
    const mapping = new lambda.EventSourceMapping(this, 'ToFunction', {
      target: fn,
      eventSourceArn: this.queue.queueArn,
      batchSize: BATCH_SIZE,
      maxConcurrency: MAX_CONCURRENCY,
      reportBatchItemFailures: true,
    });
    Validations.of(mapping).acknowledge({
      id: 'Serverless-LambdaEventSourceMappingDestination',
      reason:
        'failed messages stay in the queue, which has a dead-letter queue; SQS mappings support no destination',
    });
  }
}

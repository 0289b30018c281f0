import { Duration, Validations } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { dataActions } from '../../lambda/actions/catalog.ts';
import { entityTypesOf } from '../../lambda/actions/define.ts';
import { TIMEOUTS } from '../timeouts.ts';

/** As AWS advises, so that nothing is handed out again that is still being handled. */
const VISIBILITY = Duration.millis(6 * TIMEOUTS.functionMs);
/** For about an hour: most that is wrong with Redis is over by then. */
const MAX_DELIVERIES = Math.round(Duration.hours(1).toSeconds() / VISIBILITY.toSeconds());
/** What nobody takes: the alarm ChangesWaiting tells of it long before. */
const RETENTION = Duration.days(4);
/** The most there is; it counts from when an event was put into the first queue. */
const DEAD_LETTER_RETENTION = Duration.days(14);
/** How long EventBridge tries to put an event into the queue. */
const MAX_EVENT_AGE = Duration.hours(1);
const BATCH_SIZE = 10;
/** The least that AWS takes. Ten thousand changes at once are told of in a minute, and disturb nobody. */
const MAX_CONCURRENCY = 2;

/**
 * The queue in which Genesys' events wait for the function that invalidates. What it cannot handle is delivered again
 * for about an hour, and lies among the dead letters then, from where it can be sent back.
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
      reason: 'it is itself what holds the events that could not be handled: an alarm tells of the first one',
    });
  }

  /** The command that prints events which could not be handled. */
  get showCommand(): string {
    return `aws sqs receive-message --queue-url ${this.deadLetters.queueUrl} --max-number-of-messages 10 --visibility-timeout 0 --message-attribute-names All`;
  }

  /** The command that sends them back to be handled; those that EventBridge could not put into the queue as well. */
  get redriveCommand(): string {
    return `aws sqs start-message-move-task --source-arn ${this.deadLetters.queueArn} --destination-arn ${this.queue.queueArn}`;
  }

  /** From now on holds Genesys' audit events on the bus of that name, of what data actions depend on, for a function. */
  connect(source: string, fn: lambda.IFunction): void {
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
      reason: 'what fails stays in the queue, which has dead letters; a mapping of SQS takes no destination',
    });
  }
}

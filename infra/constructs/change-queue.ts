import { Duration, Validations } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { entityTypesOf } from '../../lambda/actions/data-action.ts';
import { dataActions } from '../../lambda/actions/index.ts';
import { TIMEOUTS } from '../timeouts.ts';

/** As AWS advises, so that nothing is handed out again that is still being handled. */
const VISIBILITY = Duration.millis(6 * TIMEOUTS.functionMs);
/** For about an hour: most that is wrong with Redis is over by then. */
const MOST_DELIVERIES = Math.round(Duration.hours(1).toSeconds() / VISIBILITY.toSeconds());
const KEPT = Duration.days(14);
const EVENTS_AT_ONCE = 10;
/** The least that AWS takes. Ten thousand changes at once are told of in a minute, and disturb nobody. */
const FUNCTIONS_AT_ONCE = 2;

/**
 * The queue in which Genesys' events wait for the function that invalidates. What it cannot handle is delivered again
 * for about an hour, and lies among the dead letters then, from where it can be sent back.
 */
export class ChangeQueue extends Construct {
  readonly queue: sqs.Queue;
  readonly deadLetters: sqs.Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const kept = { encryption: sqs.QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: KEPT };
    this.deadLetters = new sqs.Queue(this, 'DeadLetters', kept);
    this.queue = new sqs.Queue(this, 'Queue', {
      ...kept,
      visibilityTimeout: VISIBILITY,
      // A cast: the class does not fit its interface under exactOptionalPropertyTypes.
      deadLetterQueue: { queue: this.deadLetters as sqs.IQueue, maxReceiveCount: MOST_DELIVERIES },
    });
    Validations.of(this.deadLetters).acknowledge({
      id: 'Serverless-SQSRedrivePolicy',
      reason: 'it is itself what holds the events that could not be handled: an alarm tells of the first one',
    });
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
      targets: [new SqsQueue(this.queue as sqs.IQueue, { deadLetterQueue: this.deadLetters as sqs.IQueue })],
    });
    new lambda.EventSourceMapping(this, 'ToFunction', {
      target: fn,
      eventSourceArn: this.queue.queueArn,
      batchSize: EVENTS_AT_ONCE,
      maxConcurrency: FUNCTIONS_AT_ONCE,
      reportBatchItemFailures: true,
    });
  }
}

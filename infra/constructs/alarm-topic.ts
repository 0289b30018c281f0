import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/**
 * Where the alarms go: an encrypted topic that takes messages over TLS only, from this account's alarms only.
 * The key is ours because CloudWatch may not use AWS's own key for SNS; nothing else here needs one.
 */
export class AlarmTopic extends Construct {
  readonly topic: sns.Topic;

  constructor(scope: Construct, id: string, email: string | undefined) {
    super(scope, id);
    const key = new kms.Key(this, 'Key', {
      description: 'of the alarm topic',
      enableKeyRotation: true,
      // It guards messages that are on their way only: without the topic it is of no use, and costs.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const alarms = new iam.ServicePrincipal('cloudwatch.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    });
    key.grant(alarms, 'kms:Decrypt', 'kms:GenerateDataKey*');
    this.topic = new sns.Topic(this, 'Topic', { masterKey: key, enforceSSL: true });
    this.topic.grantPublish(alarms);
    if (email !== undefined) this.#mail(email);
  }

  #mail(email: string): void {
    const subscription = this.topic.addSubscription(new EmailSubscription(email));
    Validations.of(subscription).acknowledge({
      id: 'Serverless-SNSRedrivePolicy',
      reason:
        'SNS retries e-mail by itself, and an alarm that waits in a queue is read by nobody; the dashboard has it',
    });
  }
}

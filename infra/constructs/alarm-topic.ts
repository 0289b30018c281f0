import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/**
 * The topic that receives the alarms: encrypted, over TLS only, from the alarms of this account only. It has a
 * customer-managed key because CloudWatch may not use the AWS-managed key of SNS.
 */
export class AlarmTopic extends Construct {
  readonly topic: sns.Topic;

  constructor(scope: Construct, id: string, email: string | undefined) {
    super(scope, id);
    const key = new kms.Key(this, 'Key', {
      description: 'Encrypts the alarm topic',
      enableKeyRotation: true,
      // SNS stores no message for long, so nothing needs the key after the topic is gone, and a retained key costs money.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const alarms = new iam.ServicePrincipal('cloudwatch.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    });
    key.grant(alarms, 'kms:Decrypt', 'kms:GenerateDataKey*');
    this.topic = new sns.Topic(this, 'Topic', { masterKey: key, enforceSSL: true });
    this.topic.grantPublish(alarms);
    if (email !== undefined) this.#subscribe(email);
  }

  #subscribe(email: string): void {
    const subscription = this.topic.addSubscription(new EmailSubscription(email));
    Validations.of(subscription).acknowledge({
      id: 'Serverless-SNSRedrivePolicy',
      reason:
        'SNS retries e-mail itself, and a dead-letter queue of alarms would not be read; the dashboard shows them',
    });
  }
}

import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Stage } from '../config.ts';

/**
 * The secret for the Genesys OAuth client. It is created without a value, which is stored manually with
 * {@link Credentials.fillCommand}: no template contains it, and no deployment overwrites it. Encrypted with the
 * AWS-managed key of Secrets Manager, because no other account reads it.
 */
export class Credentials extends Construct {
  /** The full ARN. */
  readonly secretArn: string;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    const secret = new secretsmanager.CfnSecret(this, 'GenesysSecret', {
      description:
        'Id and secret of the Genesys Cloud OAuth client: {"clientId": "...", "clientSecret": "..."}',
    });
    secret.applyRemovalPolicy(
      stage === 'prod' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    );
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'Genesys Cloud has no API with which a client can rotate its own secret, so rotation is manual and starts ' +
        'there; the function reads the secret again as soon as Genesys rejects the one that it has',
    });
    this.secretArn = secret.ref;
  }

  /** The command that stores the secret. It reads standard input, so the secret is not in the shell history. */
  get fillCommand(): string {
    const { region } = Stack.of(this);
    return `aws secretsmanager put-secret-value --region ${region} --secret-id ${this.secretArn} --secret-string file:///dev/stdin`;
  }
}

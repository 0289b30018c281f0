import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Stage } from '../config.ts';

/**
 * The secret for the Genesys OAuth client, created without any value: that is put in by hand
 * ({@link Credentials.fillCommand}), so neither template nor deployment ever knows it, and no later deployment
 * overwrites it. Encrypted with Secrets Manager's own key, as nobody outside this account reads it.
 */
export class Credentials extends Construct {
  /** The full ARN. */
  readonly secretArn: string;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    const secret = new secretsmanager.CfnSecret(this, 'GenesysSecret', {
      description:
        'id and secret of the Genesys Cloud OAuth client: {"clientId": "...", "clientSecret": "..."}',
    });
    secret.applyRemovalPolicy(
      stage === 'prod' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    );
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'Genesys Cloud has no API by which a client could renew its own secret, so rotation starts there, by ' +
        'hand; the function reads the secret anew as soon as Genesys refuses the one it has',
    });
    this.secretArn = secret.ref;
  }

  /** The command that fills the secret from standard input, so that it is in no shell history. */
  get fillCommand(): string {
    const { region } = Stack.of(this);
    return `aws secretsmanager put-secret-value --region ${region} --secret-id ${this.secretArn} --secret-string file:///dev/stdin`;
  }
}

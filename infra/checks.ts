import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';

/**
 * Makes synthesis fail on every finding of the AwsSolutions and Serverless rules. Accepted findings are acknowledged,
 * each with its reason, next to the construct concerned.
 */
export function addChecks(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(), new ServerlessChecks());
}

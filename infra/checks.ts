import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, type NagPack, ServerlessChecks } from 'cdk-nag';

/**
 * Lets the synthesis of an app fail on whatever the AwsSolutions and Serverless rules find. Each finding that
 * is meant to be is acknowledged, with its reason, beside the construct it is about.
 */
export function addChecks(app: App): void {
  Validations.of(app).addPlugins(...createRulePacks());
}

/** The rule packs that every stack has to pass. */
function createRulePacks(): NagPack[] {
  return [new AwsSolutionsChecks(), new ServerlessChecks()];
}

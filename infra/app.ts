import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { ConfigError } from '../lambda/config/settings-reader.ts';
import { addChecks } from './checks.ts';
import { parseStackConfig } from './config.ts';
import { ServiceStack } from './service-stack.ts';

const BUNDLES_PATH = join(import.meta.dirname, '../dist');

/** Entry file of the CDK: an app with the stack of one stage, such as `-c stage=prod`. */
try {
  // With autoSynth, the app would write an empty assembly after a configuration error.
  const app = new App({ autoSynth: false });
  const config = parseStackConfig(app.node.getAllContext());
  new ServiceStack(app, { config, bundlesPath: BUNDLES_PATH });
  addChecks(app);
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

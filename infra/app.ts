import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { ConfigError } from '../lambda/config/settings-reader.ts';
import { addChecks } from './checks.ts';
import { parseStackConfig } from './config.ts';
import { ServiceStack } from './service-stack.ts';

const BUNDLES_PATH = join(import.meta.dirname, '../dist');

/** Entry of the CDK: one app with the stack of one stage, `-c stage=prod`. */
try {
  // Left to itself, the app would write an assembly even after a wrong configuration: an empty one.
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

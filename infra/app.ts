import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { ConfigError } from '../lambda/config/settings-reader.ts';
import { readDeploymentOptions } from './deployed/options.ts';
import { readStackConfig } from './stage-file/read.ts';

const BUNDLES_PATH = join(import.meta.dirname, '../dist');

/** Entry file of the CDK: an app with the stack of one stage, such as `-c stage=prod`. */
try {
  // With autoSynth, the app would write an empty assembly after a configuration error.
  const app = new App({ autoSynth: false });
  const context = app.node.getAllContext();
  const { config, notices } = readStackConfig(context);
  const { compare, replace } = readDeploymentOptions(context);
  // Only now, because loading most of the CDK takes longer than finding what is wrong with the configuration.
  const [{ ServiceStack }, { addChecks }] = await Promise.all([
    import('./service-stack.ts'),
    import('./checks.ts'),
  ]);
  const stack = new ServiceStack(app, { config, bundlesPath: BUNDLES_PATH });
  for (const line of notices) process.stderr.write(`${line}\n`);
  // The CLI sets both if it has credentials, without which it cannot deploy.
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
  if (compare && account && region) {
    const { compareWithDeployed } = await import('./deployed/compare.ts');
    process.stderr.write(await compareWithDeployed({ stack, config, replace, target: { account, region } }));
  }
  addChecks(app);
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { FUNCTIONS } from '../bundle.ts';
import { parseStackConfig } from '../config.ts';
import type { Resources } from '../costs/resource-costs.ts';
import { ServiceStack } from '../service-stack.ts';

/** The parts of a CloudFormation template that the documentation uses. */
export interface StackTemplate {
  readonly Outputs: Readonly<Record<string, { readonly Description: string }>>;
  readonly Resources: Readonly<Record<string, Resources[string] & { readonly DeletionPolicy?: string }>>;
}

/** Synthesises a configuration, given as in `-c key=value`. */
export type Synthesise = (context: Readonly<Record<string, string>>) => StackTemplate;

/** A configuration in which every output has a value, with everything that AWS bills and every resource that can stay. */
const WITH_ALL = {
  stage: 'prod',
  waf: 'true',
  domainName: 'cache.example.com',
  certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/a1b2',
  provisionedConcurrency: '1',
  genesysEventSource: 'aws.partner/genesys.com/cloud/2a1b0c9d-8e7f-4a6b-9c5d-4e3f2a1b0c9d/data-action-cache',
};

/** The templates that the documentation describes. */
export type StackTemplates = Readonly<Record<'dev' | 'prod' | 'withAll' | 'cheapest', StackTemplate>>;

/** Synthesises the templates that the documentation describes. */
export function stackTemplates(synthesise: Synthesise): StackTemplates {
  return {
    dev: synthesise({}),
    prod: synthesise({ stage: 'prod' }),
    withAll: synthesise(WITH_ALL),
    cheapest: synthesise({ preset: 'cheapest' }),
  };
}

/** The template of a configuration, synthesised with stubs instead of the bundles. */
export const stackTemplate: Synthesise = (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'docs-'));
  try {
    for (const name of Object.keys(FUNCTIONS)) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'index.mjs'), `export const handler = () => '${name}';\n`);
    }
    const app = new App({ outdir: join(folder, 'cdk.out'), analyticsReporting: false });
    const stack = new ServiceStack(app, { config: parseStackConfig(context), bundlesPath: folder });
    return app.synth().getStackByName(stack.stackName).template;
  } finally {
    rmSync(folder, { recursive: true });
  }
};

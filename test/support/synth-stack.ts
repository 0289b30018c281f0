import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type AppProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Construct } from 'constructs';
import { FUNCTIONS } from '../../infra/bundle.ts';
import { parseStackConfig } from '../../infra/config.ts';
import { ServiceStack } from '../../infra/service-stack.ts';

/** Context values, as in `-c key=value`. */
export type Overrides = Readonly<Record<string, string>>;

/** A resource of a template. */
export interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
  DeletionPolicy?: string;
}

/** The synthesised stack of a configuration. */
export interface Synthesised {
  readonly stack: ServiceStack;
  readonly template: Template;
  /** All resources by logical id. */
  readonly resources: Readonly<Record<string, Resource>>;
}

const folder = mkdtempSync(join(tmpdir(), 'synth-'));
const bundlesPath = join(folder, 'bundles');
for (const name of Object.keys(FUNCTIONS)) {
  mkdirSync(join(bundlesPath, name), { recursive: true });
  writeFileSync(join(bundlesPath, name, 'index.mjs'), `export const handler = () => '${name}';\n`);
}
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Leaves out what takes a third of a synthesis and does not change the template. */
const TEMPLATE_ONLY = {
  'aws:cdk:disable-asset-staging': true,
  'aws:cdk:disable-creation-stack-traces': true,
  'aws:cdk:disable-logicalId-metadata': true,
};

/** The feature flags of cdk.json, so that tests get the same template as a deployment. */
const { context: flags }: { context: Record<string, unknown> } = JSON.parse(
  readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'),
);

/** The stacks synthesised in this process, by configuration. */
const known = new Map<string, Synthesised>();

/**
 * Synthesises the stack of a configuration with stubs for the bundles and without checks. All tests of a process share
 * the result for a configuration, so they must not change it.
 */
export function synthStack(overrides: Overrides = {}): Synthesised {
  const key = JSON.stringify(parseStackConfig(overrides));
  const synthesised = known.get(key) ?? synthesise(overrides);
  known.set(key, synthesised);
  return synthesised;
}

function synthesise(overrides: Overrides): Synthesised {
  const app = createApp({ builtinCloudFormationValidation: false });
  const stack = addStack(app, overrides);
  const { template } = app.synth().getStackByName(stack.stackName);
  return { stack, template: Template.fromJSON(template), resources: template.Resources };
}

/** All resources of one type. */
export function resourcesOf({ resources }: Pick<Synthesised, 'resources'>, type: string): Resource[] {
  return Object.values(resources).filter((resource) => resource.Type === type);
}

/** The properties of the only resource of one type. Throws if there are none or several. */
export function onlyOf(synthesised: Pick<Synthesised, 'resources'>, type: string): Resource['Properties'] {
  const [resource, ...others] = resourcesOf(synthesised, type);
  if (resource === undefined || others.length > 0)
    throw new Error(`the template has ${resource ? others.length + 1 : 0} of ${type}, expected 1`);
  return resource.Properties;
}

/** An app with the feature flags of a deployment; its assembly is removed when the process ends. */
export function createApp(props: AppProps): App {
  return new App({
    context: { ...flags, ...TEMPLATE_ONLY },
    stackTraces: false,
    treeMetadata: false,
    outdir: mkdtempSync(join(folder, 'out-')),
    analyticsReporting: false,
    ...props,
  });
}

/** Adds the stack of a configuration to an app, or to a stage of it. */
export function addStack(scope: Construct, overrides: Overrides): ServiceStack {
  const config = parseStackConfig({ ...scope.node.getAllContext(), ...overrides });
  return new ServiceStack(scope, { config, bundlesPath });
}

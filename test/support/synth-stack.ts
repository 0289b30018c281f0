import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { FUNCTIONS } from '../../infra/bundle.ts';
import { addChecks } from '../../infra/checks.ts';
import { parseStackConfig } from '../../infra/config.ts';
import { ServiceStack } from '../../infra/service-stack.ts';

/** Context values, as `-c key=value` gives them. */
export type Overrides = Readonly<Record<string, string>>;

/** A resource of a template. */
export interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
  DeletionPolicy?: string;
}

/** What became of a configuration. */
export interface Synthesised {
  readonly stack: ServiceStack;
  readonly template: Template;
  /** All resources by logical id. */
  readonly resources: Readonly<Record<string, Resource>>;
}

/** ... and what the checks found in it. */
export interface Checked extends Synthesised {
  /**
   * `rule at path`, for each finding of the CDK's default rules, of our rule packs, and of the constructs
   * themselves, whatever its severity.
   */
  readonly findings: readonly string[];
}

interface ValidationReport {
  pluginReports: {
    violations: { ruleName: string; violatingConstructs: { constructPath: string }[] }[];
  }[];
}

const folder = mkdtempSync(join(tmpdir(), 'synth-'));
const bundlesPath = join(folder, 'bundles');
for (const name of Object.keys(FUNCTIONS)) {
  mkdirSync(join(bundlesPath, name), { recursive: true });
  writeFileSync(join(bundlesPath, name, 'index.mjs'), `export const handler = () => '${name}';\n`);
}
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** The feature flags of cdk.json, so that tests see what a deployment would. */
const { context: flags }: { context: Record<string, unknown> } = JSON.parse(
  readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'),
);

/** Synthesises the stack of a configuration, with a stub in place of the bundle, without checking it. */
export function synthStack(overrides: Overrides = {}): Synthesised {
  const { app, stack } = createStack(overrides, { isChecked: false });
  return readAssembly(app, stack);
}

/**
 * Synthesises the stack of a configuration with all checks on; `spoil` may change it before that. What they find
 * is given back, where the CDK itself would end the process with a failure.
 */
export function checkStack(overrides: Overrides = {}, spoil?: (stack: ServiceStack) => void): Checked {
  const { app, stack } = createStack(overrides, { isChecked: true });
  addChecks(app);
  spoil?.(stack);
  const synthesised = readAssembly(app, stack);
  process.exitCode = 0;
  return { ...synthesised, findings: readFindings(app.outdir) };
}

/** All resources of one type. */
export function resourcesOf({ resources }: Pick<Synthesised, 'resources'>, type: string): Resource[] {
  return Object.values(resources).filter((resource) => resource.Type === type);
}

/** The properties of the only resource of one type; throws when there are none or several. */
export function onlyOf(synthesised: Pick<Synthesised, 'resources'>, type: string): Resource['Properties'] {
  const [resource, ...others] = resourcesOf(synthesised, type);
  if (resource === undefined || others.length > 0)
    throw new Error(`the template has ${resource ? others.length + 1 : 0} of ${type}, expected 1`);
  return resource.Properties;
}

function createStack(overrides: Overrides, { isChecked }: { isChecked: boolean }) {
  const app = new App({
    context: { ...flags, ...overrides },
    outdir: mkdtempSync(join(folder, 'out-')),
    analyticsReporting: false,
    builtinCloudFormationValidation: isChecked,
  });
  const config = parseStackConfig(app.node.getAllContext());
  return { app, stack: new ServiceStack(app, { config, bundlesPath }) };
}

function readAssembly(app: App, stack: ServiceStack): Synthesised {
  const { template } = synthesise(app).getStackByName(stack.stackName);
  return { stack, template: Template.fromJSON(template), resources: template.Resources };
}

/** The assembly, which is written before the checks throw what they have found. */
function synthesise(app: App): CloudAssembly {
  try {
    return app.synth();
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ValidationFailed')) throw error;
    return new CloudAssembly(app.outdir);
  }
}

function readFindings(directory: string): string[] {
  const report: ValidationReport = JSON.parse(
    readFileSync(join(directory, 'validation-report.json'), 'utf8'),
  );
  return report.pluginReports.flatMap(({ violations }) =>
    violations.flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
    ),
  );
}

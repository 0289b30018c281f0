import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, Stage } from 'aws-cdk-lib';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { addChecks } from '../../infra/checks.ts';
import type { ServiceStack } from '../../infra/service-stack.ts';
import { addStack, createApp, type Overrides, type Resource } from './synth-stack.ts';

/** A stack and the findings of the checks. */
export interface Checked {
  readonly stack: ServiceStack;
  /** All resources by logical id. */
  readonly resources: Readonly<Record<string, Resource>>;
  /**
   * `rule at path` for each finding of any severity: from the CDK's default rules, the rule packs and the constructs
   * themselves.
   */
  readonly findings: readonly string[];
}

interface ValidationReport {
  pluginReports: {
    violations: { ruleName: string; violatingConstructs: { constructPath: string }[] }[];
  }[];
}

interface CheckOptions {
  /** Changes each stack first. */
  readonly modify?: (stack: ServiceStack) => void;
  /** Whether the CDK's default rules apply, which take most of the time. By default true. */
  readonly cdkRules?: boolean;
}

/**
 * Synthesises a stack for each configuration with the checks and returns the findings, for which the CDK itself would
 * fail the process. All stacks are in one app, each in its own stage, because loading the CDK's rules takes longer than
 * checking a stack.
 */
export function checkStacks(
  variants: readonly Overrides[],
  { modify = () => undefined, cdkRules = true }: CheckOptions = {},
): Checked[] {
  const app = createApp({ builtinCloudFormationValidation: cdkRules });
  addChecks(app);
  const stages = variants.map((overrides, index) => {
    const stage = new Stage(app, `Variant${index}`);
    return { stage, stack: addStack(stage, overrides) };
  });
  for (const { stack } of stages) modify(stack);
  const { exitCode } = process;
  const assembly = synthesise(app);
  process.exitCode = exitCode;
  const findings = readFindings(app.outdir);
  return stages.map(({ stage, stack }) => ({
    stack,
    resources: assembly.getNestedAssembly(stage.artifactId).getStackArtifact(stack.artifactId).template
      .Resources,
    findings: findings.filter(({ path }) => path.startsWith(`${stage.node.path}/`)).map(describeFinding),
  }));
}

/** Returns the assembly, which the CDK writes before it throws an error for the findings. */
function synthesise(app: App): CloudAssembly {
  try {
    return app.synth();
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ValidationFailed')) throw error;
    return new CloudAssembly(app.outdir);
  }
}

interface Finding {
  rule: string;
  /** The path of the construct, for example `Variant0/genesys-data-action-cache-dev/Cache`. */
  path: string;
}

function readFindings(directory: string): Finding[] {
  const report: ValidationReport = JSON.parse(
    readFileSync(join(directory, 'validation-report.json'), 'utf8'),
  );
  return report.pluginReports.flatMap(({ violations }) =>
    violations.flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => ({ rule: ruleName, path: constructPath })),
    ),
  );
}

function describeFinding({ rule, path }: Finding): string {
  return `${rule} at ${path}`;
}

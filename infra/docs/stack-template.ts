import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { FUNCTIONS } from '../bundle.ts';
import { parseStackConfig } from '../config.ts';
import { ServiceStack } from '../service-stack.ts';

/** The parts of a CloudFormation template that the documentation uses. */
export interface StackTemplate {
  readonly Outputs: Readonly<Record<string, { readonly Description: string }>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

/** The template of a configuration, synthesised with stubs instead of the bundles. */
export function stackTemplate(context: Readonly<Record<string, string>>): StackTemplate {
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
}

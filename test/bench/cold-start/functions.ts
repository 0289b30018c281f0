import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { FUNCTIONS as BUNDLED, bundleFunction, bundleOptions, writeBundle } from '../../../infra/bundle.ts';

/** A function and the build that writes it into a folder. */
export interface LambdaFunction {
  /** For the notes below the table. */
  readonly settings: string;
  build(folder: string): Promise<unknown>;
}

/** The compared functions by contender. */
export const FUNCTIONS: ReadonlyMap<string, LambdaFunction> = new Map([
  ['ours', { settings: 'the bundle as deployed', build: (folder) => bundleFunction(folder, 'data-actions') }],
  [
    'tutorial',
    {
      settings:
        "a straightforward port of the tutorial to Lambda (test/bench/cold-start/tutorial-port), bundled as CDK's NodejsFunction does by default: one CommonJS file, not minified",
      build: buildTutorialPort,
    },
  ],
  ['empty-handler', { settings: 'a handler that does nothing', build: buildEmptyHandler }],
  ...['axios', 'winston'].map((name): [string, LambdaFunction] => [
    `ours-with-${name}`,
    {
      settings: `the same bundle with the real ${name} in place of the stand-in (infra/bundle/stand-ins)`,
      build: (folder) => buildWithReal(name, folder),
    },
  ]),
]);

function buildWithReal(name: string, folder: string): Promise<unknown> {
  const options = bundleOptions(BUNDLED['data-actions']);
  const alias = withoutKey(options.resolve.alias, name);
  return writeBundle(folder, { ...options, resolve: { ...options.resolve, alias } });
}

function buildTutorialPort(folder: string): Promise<unknown> {
  return build({
    entryPoints: [fileURLToPath(new URL('tutorial-port/index.ts', import.meta.url))],
    outfile: join(folder, 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    logLevel: 'error',
  });
}

async function buildEmptyHandler(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const code = "export const handler = async () => ({ statusCode: 200, body: '{}' });\n";
  await writeFile(join(folder, 'index.mjs'), code);
}

function withoutKey(record: Readonly<Record<string, string>>, key: string): Record<string, string> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}

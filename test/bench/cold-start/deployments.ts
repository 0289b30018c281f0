import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { bundleOptions } from '../../../infra/bundle.ts';
import type { Deployment } from './cold-container.ts';
import { IMPORTS } from './imports.ts';
import { entryOf, VARIANTS, type Variant } from './variants.ts';

const run = promisify(execFile);
const BARE_HANDLER = "export const handler = async () => ({ statusCode: 200, body: '{}' });\n";
/** The handler does nothing with what it has imported; without this it would not be in the bundle. */
const KEPT = 'globalThis.imported = imported;\n';

/** The contender whose handler does nothing. */
export const BARE = 'bare';
/** The contender that everybody is compared with. */
export const TUTORIAL = 'tutorial';

/** Puts a contender into a folder: bare, one of the imports, tutorial, ours, or ours as one of the variants has it. */
export function deploy(
  contender: string,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<Deployment> {
  if (contender === BARE) return deployBare(folder);
  const imported = IMPORTS.get(contender);
  if (imported !== undefined) return deployImport(folder, imported);
  if (contender === TUTORIAL) return deployTutorialPort(folder, env);
  return deployOurs(folder, env, variantOf(contender));
}

/** How a contender is made, for the notes. */
export function settingsOf(contender: string): string {
  if (contender === BARE) return 'a handler that does nothing';
  if (IMPORTS.has(contender)) return 'the same, with this import';
  if (contender === TUTORIAL)
    return "a straightforward port of the tutorial, bundled as CDK's NodejsFunction does by itself: one CommonJS file, not minified";
  return variantOf(contender) === undefined ? 'the bundle as deployed' : 'as ours, but for this one thing';
}

/** Whether a contender's handler answers what it is asked. */
export function isAnswering(contender: string): boolean {
  return contender !== BARE && !IMPORTS.has(contender);
}

function variantOf(contender: string): Variant | undefined {
  return VARIANTS.find(({ name }) => name === contender);
}

/** The least a function can be. */
async function deployBare(folder: string): Promise<Deployment> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'index.mjs'), BARE_HANDLER);
  return { folder, env: {} };
}

/** The same with one import, bundled as ours. */
async function deployImport(folder: string, imported: string): Promise<Deployment> {
  const contents = `import * as imported from '${imported}';\n${KEPT}${BARE_HANDLER}`;
  await build({ ...bundleOptions(folder, 'data-actions'), sourcemap: false, ...entryOf(contents) });
  return { folder, env: {} };
}

/** The reference, bundled as CDK's NodejsFunction does by itself: one CommonJS file, not minified. */
async function deployTutorialPort(
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<Deployment> {
  await build({
    entryPoints: [fileURLToPath(new URL('tutorial-port/index.ts', import.meta.url))],
    outfile: join(folder, 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    logLevel: 'error',
  });
  return { folder, env };
}

/** Our function, changed as the variant says; without a variant, as it is deployed. */
async function deployOurs(
  folder: string,
  env: Readonly<Record<string, string>>,
  { options, env: more, hasCompileCache }: Partial<Variant> = {},
): Promise<Deployment> {
  const ours = bundleOptions(folder, 'data-actions');
  await build({ ...ours, sourcemap: false, ...options?.(ours) });
  const deployment = { folder, env: { ...env, ...more } };
  return hasCompileCache ? withCompileCache(deployment) : deployment;
}

/** Node writes its compile cache when it ends by itself, which a container never does. */
async function withCompileCache({ folder, env }: Deployment): Promise<Deployment> {
  const cached = {
    ...env,
    NODE_COMPILE_CACHE: join(folder, 'compile-cache'),
    NODE_COMPILE_CACHE_PORTABLE: '1',
  };
  const load = `await import(${JSON.stringify(join(folder, 'index.mjs'))}); process.exit();`;
  await run(process.execPath, ['--input-type=module', '-e', load], { env: cached });
  return { folder, env: cached };
}

import { rm } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { actionTexts } from './bundle/action-texts.ts';
import { builtinModules } from './bundle/builtin-modules.ts';
import { redisCommands } from './bundle/redis-commands.ts';
import { sdkMethods } from './bundle/sdk-methods.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** CommonJS dependencies call `require`, which ES modules do not have. They only require Node's built-in modules. */
const REQUIRE_FOR_COMMONJS = 'const require = process.getBuiltinModule;';

/** Dependencies of the SDK that the functions never use, each with the file that replaces it. */
const STAND_INS = {
  axios: './infra/bundle/stand-ins/axios.ts',
  winston: './infra/bundle/stand-ins/winston.ts',
};

/** The half of `debug` for Node, which a Redis client imports: its main file also contains the one for browsers. */
const NODE_ONLY = { debug: 'debug/src/node.js' };

/** The size of a bundle's code. */
export interface BundleSize {
  /** Loaded at startup. A hit needs no other code. */
  startBytes: number;
  /** Number of modules loaded at startup. */
  startModules: number;
  allBytes: number;
  files: number;
}

/** The entry file of each function. */
export const FUNCTIONS = {
  'data-actions': 'lambda/index.ts',
  invalidation: 'lambda/index-invalidation.ts',
} as const;

export type FunctionName = keyof typeof FUNCTIONS;

/**
 * Empties a folder and bundles a function for Lambda into it. `index.mjs` exports `handler`. Code behind an `import()`
 * (the Genesys SDK, the AWS client) goes into separate chunks, which a hit never loads. The functions share no chunks:
 * that would split each bundle into more files, and every file slows down a cold start.
 */
export async function bundleFunction(folder: string, name: FunctionName): Promise<BundleSize> {
  const outdir = isAbsolute(folder) ? folder : join(ROOT, folder);
  await rm(outdir, { recursive: true, force: true });
  const { metafile } = await build(bundleOptions(outdir, name));
  return sizeOf(metafile, relative(ROOT, join(outdir, 'index.mjs')));
}

/**
 * The esbuild options for a function; `npm run bench -- cold-start` measures the result. The code does not refer to its
 * source maps, because Node would read them at every cold start.
 */
export function bundleOptions(outdir: string, name: FunctionName) {
  return {
    absWorkingDir: ROOT,
    entryPoints: { index: FUNCTIONS[name] },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    conditions: ['bundle', 'module'],
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE_FOR_COMMONJS },
    alias: { ...STAND_INS, ...NODE_ONLY },
    plugins: [actionTexts, builtinModules, redisCommands, sdkMethods],
    minify: true,
    sourcemap: 'external',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  } satisfies BuildOptions;
}

/** The size of the code in a build's output files. `entry` is the path of the entry file among them. */
export function sizeOf({ outputs }: Metafile, entry: string): BundleSize {
  const code = Object.entries(outputs).filter(([path]) => path.endsWith('.mjs'));
  const started = startOutputs(outputs, entry);
  return {
    startBytes: bytesIn(started),
    startModules: new Set(started.flatMap(({ inputs }) => Object.keys(inputs))).size,
    allBytes: bytesIn(code.map(([, output]) => output)),
    files: code.length,
  };
}

function bytesIn(outputs: readonly Metafile['outputs'][string][]): number {
  return outputs.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The entry file and every output file that it imports statically, directly or indirectly. */
function startOutputs(outputs: Metafile['outputs'], entry: string) {
  const paths = new Set([entry]);
  // The loop also visits the paths that it adds to the set.
  for (const path of paths)
    for (const { path: imported, kind } of outputs[path]?.imports ?? [])
      if (kind === 'import-statement') paths.add(imported);
  return [...paths].flatMap((path) => outputs[path] ?? []);
}

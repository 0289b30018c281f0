import { rm } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { builtinModules } from './bundle/builtin-modules.ts';
import { redisCommands } from './bundle/redis-commands.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** CommonJS dependencies call `require`, which an ES module does not have; what they ask for is Node's own. */
const REQUIRE_FOR_COMMONJS = 'const require = process.getBuiltinModule;';

/** Packages that the SDK brings along and these functions never use, each with the few lines that replace it. */
const STAND_INS = {
  axios: './infra/bundle/stand-ins/axios.ts',
  winston: './infra/bundle/stand-ins/winston.ts',
};

/** How much code a bundle has, in bytes. */
export interface BundleSize {
  /** Loaded at the start, which is all that an answer from the cache needs. */
  startBytes: number;
  /** The modules in them. */
  startModules: number;
  allBytes: number;
  files: number;
}

/** The functions there are, each with the file that it starts with. */
export const FUNCTIONS = {
  /** Answers data actions. */
  'data-actions': 'lambda/index.ts',
  /** Makes answers stale, as something has changed. */
  invalidation: 'lambda/index-invalidation.ts',
} as const;

/** One of {@link FUNCTIONS}. */
export type FunctionName = keyof typeof FUNCTIONS;

/**
 * Bundles a function for Lambda into a folder, emptied first: `index.mjs` exports `handler`, and what is behind
 * an `import()` (the Genesys SDK, the AWS client) is in chunks of its own that a cache hit never loads. Each function
 * has a bundle of its own: what they share would be in more files, and each file makes a start later.
 */
export async function bundleFunction(folder: string, name: FunctionName): Promise<BundleSize> {
  const outdir = isAbsolute(folder) ? folder : join(ROOT, folder);
  await rm(outdir, { recursive: true, force: true });
  const { metafile } = await build(bundleOptions(outdir, name));
  return sizeOf(metafile, relative(ROOT, join(outdir, 'index.mjs')));
}

/**
 * How a function is bundled; `npm run bench -- cold-start` measures the result. Source maps are written beside the code without a reference to them, since Node would read them at every start.
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
    alias: STAND_INS,
    plugins: [builtinModules, redisCommands],
    minify: true,
    sourcemap: 'external',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  } satisfies BuildOptions;
}

/** How much code a build has put into its output files; `entry` is the one that a function starts with. */
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

/** The output file and all that it imports statically; `import()` loads the others later, if ever. */
function startOutputs(outputs: Metafile['outputs'], entry: string) {
  const paths = new Set([entry]);
  // Iterating over a set also yields what is added meanwhile.
  for (const path of paths)
    for (const { path: imported, kind } of outputs[path]?.imports ?? [])
      if (kind === 'import-statement') paths.add(imported);
  return [...paths].flatMap((path) => outputs[path] ?? []);
}

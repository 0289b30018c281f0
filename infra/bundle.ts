import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  type OutputAsset,
  type OutputChunk,
  type OutputOptions,
  type RolldownOptions,
  rolldown,
} from 'rolldown';
import { actionTexts } from './bundle/action-texts.ts';
import { builtinModules } from './bundle/builtin-modules.ts';
import { redisCommands } from './bundle/redis-commands.ts';
import { sdkMethods } from './bundle/sdk-methods.ts';

const ROOT = resolve(import.meta.dirname, '..');

/**
 * Dependencies of the SDK that the functions never use, each with the file that replaces it; and the half of `debug` for
 * Node, which a Redis client imports: its main file also contains the one for browsers.
 */
const REPLACED = {
  axios: join(ROOT, 'infra/bundle/stand-ins/axios.ts'),
  winston: join(ROOT, 'infra/bundle/stand-ins/winston.ts'),
  debug: join(ROOT, 'node_modules/debug/src/node.js'),
};

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

/** What Rolldown reads and what it writes. */
export type BundleOptions = RolldownOptions & { output: OutputOptions };

/** What is used of a file that Rolldown wrote. */
export type BundleFile =
  | Pick<OutputChunk, 'type' | 'isEntry' | 'fileName' | 'code' | 'moduleIds' | 'imports'>
  | Pick<OutputAsset, 'type'>;

type Chunk = Extract<BundleFile, { type: 'chunk' }>;

export type FunctionName = keyof typeof FUNCTIONS;

/**
 * Empties a folder and bundles a function for Lambda into it. `index.mjs` exports `handler`. Code behind an `import()`
 * (the Genesys SDK, the AWS client) goes into separate chunks, which a hit never loads. The functions share no chunks.
 */
export async function bundleFunction(folder: string, name: FunctionName): Promise<BundleSize> {
  return sizeOf(await writeBundle(folder, bundleOptions(FUNCTIONS[name])));
}

/** Empties a folder and writes a bundle into it. Returns the files. */
export async function writeBundle(
  folder: string,
  { output, ...input }: BundleOptions,
): Promise<BundleFile[]> {
  const dir = resolve(ROOT, folder);
  await rm(dir, { recursive: true, force: true });
  await using bundle = await rolldown(input);
  const written = await bundle.write({ ...output, dir });
  return written.output;
}

/**
 * The Rolldown options for an entry file; `npm run bench -- cold-start` measures the result. The code does not refer to its
 * source maps, because Node would read them at every cold start.
 *
 * Every file slows down a cold start, so everything that loads at startup is in one chunk, `app`, besides the entry file
 * itself. That one stays apart because it awaits: a chunk that it waits for must not import it.
 */
export function bundleOptions(entryPath: string) {
  const entry = resolve(ROOT, entryPath);
  return {
    cwd: ROOT,
    input: { index: entry },
    platform: 'node',
    resolve: {
      conditionNames: ['bundle', 'module'],
      mainFields: ['module', 'main'],
      alias: REPLACED,
    },
    transform: { target: 'node24' },
    plugins: [actionTexts, builtinModules, redisCommands, sdkMethods],
    output: {
      format: 'esm',
      entryFileNames: '[name].mjs',
      chunkFileNames: '[name]-[hash].mjs',
      codeSplitting: {
        groups: [
          { name: 'app', tags: ['$initial'], test: (id) => id !== entry },
          // With everything that it imports: the first miss of a container loads it.
          { name: 'secrets-manager', test: /client-secrets-manager/ },
        ],
      },
      minify: true,
      comments: false,
      sourcemap: 'hidden',
    },
  } satisfies BundleOptions;
}

/** The size of the code in a bundle's files. */
export function sizeOf(files: readonly BundleFile[]): BundleSize {
  const chunks = files.filter((file) => file.type === 'chunk');
  const started = startChunks(chunks);
  return {
    startBytes: bytesIn(started),
    startModules: new Set(started.flatMap(({ moduleIds }) => moduleIds)).size,
    allBytes: bytesIn(chunks),
    files: chunks.length,
  };
}

function bytesIn(chunks: readonly Chunk[]): number {
  return chunks.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0);
}

/** The entry chunk and every chunk that it imports statically, directly or indirectly. */
function startChunks(chunks: readonly Chunk[]): Chunk[] {
  const started = new Set(chunks.filter(({ isEntry }) => isEntry));
  // The loop also visits the chunks that it adds to the set.
  for (const { imports } of started)
    for (const chunk of chunks) if (imports.includes(chunk.fileName)) started.add(chunk);
  return [...started];
}

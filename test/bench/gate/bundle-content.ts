import { build, type Metafile } from 'esbuild';
import { type BundleSize, bundleOptions, sizeOf } from '../../../infra/bundle.ts';

/** What a bundle holds. */
export interface BundleContent extends BundleSize {
  /** Modules whose code is loaded before the first answer from the cache. */
  readonly startModules: number;
}

/** Bundles the function that answers data actions, and looks into it; nothing is written. */
export async function bundleContent(): Promise<BundleContent> {
  const options = bundleOptions('dist', 'data-actions');
  const { metafile } = await build({ ...options, write: false });
  const entry = 'dist/index.mjs';
  return { ...sizeOf(metafile, entry), startModules: startModules(metafile, entry).size };
}

/**
 * The paths of the modules in an output file, and in all files that it imports statically. What is behind an `import()`
 * is loaded later, if ever.
 */
export function startModules({ outputs }: Pick<Metafile, 'outputs'>, entry: string): Set<string> {
  const modules = new Set<string>();
  const files = new Set([entry]);
  // A set that grows while it is iterated over yields what was added, too.
  for (const file of files) {
    const output = outputs[file];
    for (const path of Object.keys(output?.inputs ?? {})) modules.add(path);
    for (const { path, kind } of output?.imports ?? []) if (kind === 'import-statement') files.add(path);
  }
  return modules;
}

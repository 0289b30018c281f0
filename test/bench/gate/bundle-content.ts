import { build, type Metafile } from 'esbuild';
import { type BundleSize, bundleOptions, sizeOf } from '../../../infra/bundle.ts';

/** What a bundle holds. */
export interface BundleContent extends BundleSize {
  /** Modules that load before the first hit. */
  readonly startModules: number;
}

/** Bundles the function that serves data actions without writing it, and measures the bundle. */
export async function bundleContent(): Promise<BundleContent> {
  const { metafile } = await build({ ...bundleOptions('dist', 'data-actions'), write: false });
  const entry = 'dist/index.mjs';
  return { ...sizeOf(metafile, entry), startModules: startModules(metafile, entry).size };
}

/** The modules in an output file and in every file that it imports statically; `import()` loads the others later. */
export function startModules({ outputs }: Pick<Metafile, 'outputs'>, entry: string): Set<string> {
  const modules = new Set<string>();
  const files = new Set([entry]);
  // Iterating over a set also yields what is added meanwhile.
  for (const file of files) {
    const output = outputs[file];
    for (const path of Object.keys(output?.inputs ?? {})) modules.add(path);
    for (const { path, kind } of output?.imports ?? []) if (kind === 'import-statement') files.add(path);
  }
  return modules;
}

import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from '../../infra/bundle.ts';
import { atExit } from './at-exit.ts';

/** What a container is started with: loading the sources takes it three times as much CPU. */
export interface ContainerBundle {
  /** The program. */
  readonly entry: string;
  /** For `NODE_COMPILE_CACHE`: the first container compiles for all. */
  readonly compileCache: string;
}

let bundle: Promise<ContainerBundle> | undefined;

/** Bundles container-process.ts as the function is bundled, once in this process; the files go when it ends. */
export function containerBundle(): Promise<ContainerBundle> {
  bundle ??= bundleContainer();
  return bundle;
}

async function bundleContainer(): Promise<ContainerBundle> {
  const folder = await mkdtemp(join(tmpdir(), 'container-'));
  atExit(() => rmSync(folder, { recursive: true, force: true }));
  await build({
    ...bundleOptions(folder, 'data-actions'),
    entryPoints: { container: join(import.meta.dirname, 'container-process.ts') },
    // Stacks of defects are read by people.
    minify: false,
    sourcemap: false,
  });
  return { entry: join(folder, 'container.mjs'), compileCache: join(folder, 'compiled') };
}

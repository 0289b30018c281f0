import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleOptions, writeBundle } from '../../infra/bundle.ts';
import { atExit } from './at-exit.ts';

/** The bundle of a container. Loading the sources instead takes three times as much CPU. */
export interface ContainerBundle {
  /** Absolute path of the program. */
  readonly entry: string;
  /** The folder for `NODE_COMPILE_CACHE`, so that only the first container compiles. */
  readonly compileCache: string;
}

let bundle: Promise<ContainerBundle> | undefined;

/** Bundles container-process.ts like the function, once per process. The files are removed when the process exits. */
export function containerBundle(): Promise<ContainerBundle> {
  bundle ??= bundleContainer();
  return bundle;
}

async function bundleContainer(): Promise<ContainerBundle> {
  const folder = await mkdtemp(join(tmpdir(), 'container-'));
  atExit(() => rmSync(folder, { recursive: true, force: true }));
  const options = bundleOptions(join(import.meta.dirname, 'container-process.ts'));
  await writeBundle(folder, {
    ...options,
    // Readable stacks for the errors of a container.
    output: { ...options.output, minify: false, sourcemap: false },
  });
  return { entry: join(folder, 'index.mjs'), compileCache: join(folder, 'compiled') };
}

import { registerHooks } from 'node:module';
import type { Mutant } from './mutants.ts';

const SIMULATION = import.meta.resolve('./search.ts');
const STORES = import.meta.resolve('./shared-store.ts');
const LAMBDA = import.meta.resolve('../../../lambda/');
const ROOT = import.meta.resolve('../../../');

type Simulation = Pick<typeof import('./search.ts'), 'search'> & typeof import('./shared-store.ts');

let count = 0;

/**
 * Loads the simulation and the product again, with one defect in the product's source. Throws if the text to replace does not
 * occur exactly once.
 */
export async function loadMutant({ name, file, from, to }: Mutant): Promise<Simulation> {
  count += 1;
  const mark = `?mutant=${count}`;
  const mutated = `${LAMBDA}${file}${mark}`;
  let times = 0;
  const hooks = registerHooks({
    // Everything that a marked file of this project imports from this project is marked too.
    resolve: (specifier, context, next) => {
      const resolved = next(specifier, context);
      const isOurs = resolved.url.startsWith(ROOT) && !resolved.url.includes('/node_modules/');
      return isOurs && context.parentURL?.endsWith(mark)
        ? { ...resolved, url: resolved.url + mark }
        : resolved;
    },
    load: (url, context, next) => {
      const loaded = next(url, context);
      if (url !== mutated) return loaded;
      const parts = String(loaded.source).split(from);
      times = parts.length - 1;
      return { ...loaded, source: parts.join(to) };
    },
  });
  try {
    const simulation: Simulation = { ...(await import(SIMULATION + mark)), ...(await import(STORES + mark)) };
    if (times !== 1)
      throw new Error(`mutant "${name}": lambda/${file} has ${times} times, expected once: ${from}`);
    return simulation;
  } finally {
    hooks.deregister();
  }
}

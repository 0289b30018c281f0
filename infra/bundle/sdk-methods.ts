import { readdir, readFile } from 'node:fs/promises';
import type { Plugin } from 'rolldown';

const ACTIONS = new URL('../../lambda/actions/', import.meta.url);
/** A method of one of the SDK's API classes, which are generated: its comment stays behind. */
const METHOD = /^\t(\w+)\([^)]*\) \{ *\n.*?^\t\}\n/gms;

/**
 * Removes the methods of the SDK's APIs that no data action calls, most of them: a class cannot be tree-shaken. The bundle
 * then contains no call that changes something in Genesys, and one more API adds little to it.
 */
export const sdkMethods: Plugin = {
  name: 'sdk-methods',
  load: {
    filter: { id: /purecloud-platform-client-v2[\\/]api[\\/]\w+Api\.js$/ },
    handler: async (path) => {
      const called = await calledMethods();
      const code = await readFile(path, 'utf8');
      return code.replace(METHOD, (method, name) => (called.has(name) ? method : ''));
    },
  },
};

/** The names of all methods that the data actions call, those of the SDK among them. */
async function calledMethods(): Promise<ReadonlySet<string>> {
  const names = (await readdir(ACTIONS)).filter((name) => name.endsWith('.ts'));
  const sources = await Promise.all(names.map((name) => readFile(new URL(name, ACTIONS), 'utf8')));
  const calls = sources.flatMap((source) => [...source.matchAll(/\.(\w+)\(/g)]);
  return new Set(['constructor', ...calls.flatMap(([, name]) => name ?? [])]);
}

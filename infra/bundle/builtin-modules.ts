import type { Plugin } from 'esbuild';

/**
 * Importing one of these as an ES module reads each of its exports, and with them `fetch` (node:http) or
 * WebCrypto (node:crypto), whether they are wanted or not (nodejs/node#59686).
 */
const DEAR_TO_IMPORT = /^node:(http|crypto)$/;

/** Turns static imports of Node's own modules that are slow to load into calls that give the module as it is. */
export const builtinModules: Plugin = {
  name: 'builtin-modules',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: DEAR_TO_IMPORT }, ({ path, kind }) =>
      kind === 'import-statement' ? { path, namespace: 'builtin' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}')`,
    }));
  },
};

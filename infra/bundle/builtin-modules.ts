import type { Plugin } from 'esbuild';

/**
 * Importing one of these modules as an ES module reads all of its exports. That loads `fetch` (node:http) or WebCrypto
 * (node:crypto) even if they are not used (nodejs/node#59686).
 */
const SLOW_TO_IMPORT = /^node:(http|crypto)$/;

/** Replaces static imports of built-in modules that load slowly by calls to `process.getBuiltinModule`. */
export const builtinModules: Plugin = {
  name: 'builtin-modules',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: SLOW_TO_IMPORT }, ({ path, kind }) =>
      kind === 'import-statement' ? { path, namespace: 'builtin' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}')`,
    }));
  },
};

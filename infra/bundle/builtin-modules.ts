import type { Plugin } from 'rolldown';

/**
 * Importing one of these modules as an ES module reads all of its exports. That loads `fetch` (node:http) or WebCrypto
 * (node:crypto) even if they are not used (nodejs/node#59686).
 */
const SLOW_TO_IMPORT = /^node:(http|crypto)$/;

const PREFIX = '\0get-builtin:';

/** Replaces static imports of built-in modules that load slowly by calls to `process.getBuiltinModule`. */
export const builtinModules: Plugin = {
  name: 'builtin-modules',
  resolveId: {
    filter: { id: SLOW_TO_IMPORT },
    handler: (id, _importer, { kind }) => (kind === 'import-statement' ? PREFIX + id : undefined),
  },
  load: {
    filter: { id: new RegExp(`^${PREFIX}`) },
    handler: (id) => `module.exports = process.getBuiltinModule('${id.slice(PREFIX.length)}')`,
  },
};

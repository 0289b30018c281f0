import type { Contender } from '../contender.ts';

/** Every request calls Genesys, as a data action without this cache does. */
export const contender: Contender = {
  settings: 'every request calls Genesys with the same token',
  open: async () => ({ get: ({ load }) => load() }),
};

import type { Contender } from '../contender.ts';

/** Every question goes to Genesys, as a data action's does by itself. */
export const contender: Contender = {
  settings: 'every request asks Genesys, all with one token',
  open: async () => ({ ask: ({ load }) => load() }),
};

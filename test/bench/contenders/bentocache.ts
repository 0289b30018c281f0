import type { Contender } from '../contender.ts';
import { bentoCacheOn, bentoSettings } from './shared-bentocache.ts';

/** https://bentocache.dev, with Redis as its only layer: what all processes see is the same. */
export const contender: Contender = {
  settings: bentoSettings('second layer only'),
  open: (options) => bentoCacheOn(options, (redis) => redis),
};

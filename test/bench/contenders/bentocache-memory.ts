import { memoryDriver } from 'bentocache/drivers/memory';
import { redisBusDriver } from 'bentocache/drivers/redis';
import type { Contender } from '../contender.ts';
import { bentoCacheOn, bentoSettings } from './shared-bentocache.ts';

/** The same with its memory layer, and the bus that tells other processes of what is set or deleted in one. */
export const contender: Contender = {
  settings: bentoSettings('both layers (memory without serializing) and the Redis bus'),
  open: (options) =>
    bentoCacheOn(options, (redis, connection) =>
      redis
        .useL1Layer(memoryDriver({ serialize: false }))
        .useBus(redisBusDriver({ connection: connection.duplicate() })),
    ),
};

import KeyvRedis, { createClient } from '@keyv/redis';
import { Keyv } from 'keyv';
import { REDIS_TIMEOUT_MS } from '../contender.ts';

/** How the store of every contender on Keyv is set, for its `settings`. */
export const KEYV_SETTINGS = `Keyv on @keyv/redis, serialized by JSON itself (Keyv's own reviver takes its time), command time-out ${REDIS_TIMEOUT_MS} ms (which node-redis ends once a command is sent), no offline queue, errors swallowed`;

/** A Keyv on Redis that does not throw, as @keyv/redis documents it for being non-blocking, and a command time-out. */
export async function connectKeyv(url: string): Promise<Keyv> {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    commandOptions: { timeout: REDIS_TIMEOUT_MS },
  });
  client.on('error', () => undefined);
  await client.connect();
  const store = new KeyvRedis(client, { throwOnConnectError: false, throwOnErrors: false });
  const keyv = new Keyv(store, { useKeyPrefix: false, serialize: JSON.stringify, deserialize: JSON.parse });
  keyv.on('error', () => undefined);
  return keyv;
}

import type { RedisPasswordConfig } from '../config/redis.ts';
import { createSecretReader } from '../secrets-manager.ts';
import { iamToken } from './iam-token.ts';

/** Where the password of each new connection comes from. */
export interface RedisPassword {
  /** Fetches what `current` needs; at once when there is nothing to fetch. Called before the first connection. */
  prepare(): Promise<void>;
  /** The password for a connection that is being made now; undefined for none. */
  current(): string | undefined;
}

const READ_TIMEOUT_MS = 5000;

/**
 * The password by its configuration: the URL's own; an IAM token minted anew for each connection; or a secret
 * whose whole text is the password, read again whenever `prepare` is called.
 */
export function createRedisPassword(config: RedisPasswordConfig, nowMs: () => number): RedisPassword {
  switch (config.from) {
    case 'url':
      return { prepare: async () => undefined, current: () => config.password };
    case 'iam':
      return {
        prepare: async () => undefined,
        current: () => iamToken(config.request, config.credentials, nowMs()),
      };
    case 'secrets-manager': {
      const readSecret = createSecretReader(config.secretId);
      let kept: string | undefined;
      return {
        prepare: async () => {
          kept = await readSecret(AbortSignal.timeout(READ_TIMEOUT_MS));
        },
        current: () => kept,
      };
    }
  }
}

import type { Clock } from '../clock.ts';
import { withTimeLimit } from '../deadline.ts';
import type { RedisPasswordConfig } from '../redis-config.ts';
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
export function createRedisPassword(config: RedisPasswordConfig, clock: Clock): RedisPassword {
  switch (config.from) {
    case 'url':
      return { prepare: async () => undefined, current: () => config.password };
    case 'iam':
      return {
        prepare: async () => undefined,
        current: () => iamToken(config.request, config.credentials, clock.epochMs()),
      };
    case 'secrets-manager': {
      const readSecret = createSecretReader(config.secretId, clock);
      const expired = () => new Error(`the password could not be read within ${READ_TIMEOUT_MS} ms`);
      let kept: string | undefined;
      return {
        prepare: async () => {
          kept = await withTimeLimit({ ms: READ_TIMEOUT_MS, clock, expired }, readSecret);
        },
        current: () => kept,
      };
    }
  }
}

import type { RedisPasswordConfig } from '../config/redis.ts';
import type { Clock } from '../runtime/clock.ts';
import { withTimeLimit } from '../runtime/deadline.ts';
import { createSecretReader } from '../runtime/secrets-manager.ts';
import { iamToken } from './iam-token.ts';

/** Supplies the password of each new connection. */
export interface RedisPassword {
  /** Fetches what `current` needs, if anything. Called before the first connection and after a refused login. */
  prepare(): Promise<void>;
  /** The password for a connection that is being made now; undefined for none. */
  current(): string | undefined;
}

const READ_TIMEOUT_MS = 5000;

/**
 * The password as configured: the one in the URL; an IAM token, new for each connection; or the whole text of a
 * secret, read again on every `prepare`.
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

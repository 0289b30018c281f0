import { StoreUnavailable } from '../cache/store.ts';
import type { SharedToken, TokenReply, TokenStore } from '../runtime/token-store.ts';
import type { RedisCommands } from './commands.ts';
import { ACQUIRE_TOKEN, EXTEND_LEASE, PUT_TOKEN } from './scripts.ts';
import { controlKeys } from './store.ts';

/**
 * Stores the sealed token in Redis under the name `key` (see `tokenKey`). Like its leases, it is a field of a hash without
 * a TTL, so that a full Redis does not evict it.
 */
export function createTokenStore(redis: RedisCommands, key: string): TokenStore {
  const keys = controlKeys(key);
  return {
    acquire: async ({ holder, loginTermMs, refreshTermMs, unusable, isRefused }, signal) => {
      const args = [holder, loginTermMs, refreshTermMs, unusable, Number(isRefused)];
      return readReply(await redis.script(signal, ACQUIRE_TOKEN, keys, args));
    },
    put: async ({ sealed, endsAtMs, refreshAtMs }, holder, signal) => {
      await redis.script(signal, PUT_TOKEN, keys, [holder, sealed, endsAtMs, refreshAtMs]);
    },
    release: async (holder, signal) => {
      await redis.script(signal, EXTEND_LEASE, keys, [holder, 0]);
    },
  };
}

const OUTCOMES = ['fresh', 'acquired', 'held'] as const;

/** The reply of the script ACQUIRE_TOKEN; untrusted, because the endpoint may be something other than Redis. */
function readReply(reply: unknown): TokenReply {
  const [name, nowMs, ...token] = Array.isArray(reply) ? reply : [];
  const outcome = OUTCOMES.find((each) => each === String(name));
  if (outcome === undefined || typeof nowMs !== 'number') throw unexpectedReply();
  return { outcome, nowMs, token: token.length === 0 ? undefined : readToken(token) };
}

function readToken([sealed, endsAtMs, refreshAtMs]: readonly unknown[]): SharedToken {
  if (!Buffer.isBuffer(sealed) || typeof endsAtMs !== 'number' || typeof refreshAtMs !== 'number')
    throw unexpectedReply();
  return { sealed, endsAtMs, refreshAtMs };
}

function unexpectedReply(): StoreUnavailable {
  return new StoreUnavailable('unexpected reply from Redis to ACQUIRE_TOKEN');
}

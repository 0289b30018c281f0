import { randomUUID } from 'node:crypto';
import { RATE_WINDOW_MS, type RateLimiter } from '../runtime/rate-limiter.ts';
import type { RedisCommands } from './commands.ts';
import { PAUSE_CALLS, TAKE_CALLS } from './scripts.ts';

/** What a shared limiter is made of. */
interface SharedRateLimiterParts {
  redis: RedisCommands;
  /** Whose calls are counted: a key with a hash tag, see `rateLimitKey`. */
  key: string;
  /** 0 means no limit. */
  callsPerMinute: number;
  /** Counts this container's calls while Redis is unavailable. */
  fallback: RateLimiter;
}

/** One limiter for all containers, kept in Redis: a pause that one container starts stops the calls of all. */
export function createSharedRateLimiter(parts: SharedRateLimiterParts): RateLimiter {
  const { redis, key, callsPerMinute, fallback } = parts;
  const pauseKey = `${key}:pause`;
  return {
    take: async (calls, signal) => {
      // Sent again after its connection broke, the script finds its calls under the same name and counts them once.
      const args = [callsPerMinute, RATE_WINDOW_MS, randomUUID(), calls];
      const waitMs = await redis
        .script(signal, TAKE_CALLS, [pauseKey, `${key}:calls`], args)
        .catch(() => undefined);
      // A reply that is not a number does not come from Redis and must not hold a call back.
      return typeof waitMs === 'number' ? waitMs : fallback.take(calls, signal);
    },
    pause: async (ms, signal) => {
      await fallback.pause(ms, signal);
      await redis.script(signal, PAUSE_CALLS, [pauseKey], [ms]).catch(() => signal.throwIfAborted());
    },
  };
}

import { randomUUID } from 'node:crypto';
import { RATE_WINDOW_MS, type RateLimiter } from '../runtime/rate-limiter.ts';
import type { RedisCommands } from './commands.ts';
import { PAUSE_CALLS, TAKE_CALL } from './scripts.ts';

/** What a shared limiter is made of. */
export interface SharedRateLimiterParts {
  redis: RedisCommands;
  /** For whose calls: a key with a hash tag, see `rateLimitKey`. */
  key: string;
  /** 0 is any number. */
  callsPerMinute: number;
  /** What counts while Redis cannot be asked. */
  own: RateLimiter;
}

/** One limiter for all containers, kept in Redis: what one of them hears of, none of the others has to. */
export function createSharedRateLimiter({
  redis,
  key,
  callsPerMinute,
  own,
}: SharedRateLimiterParts): RateLimiter {
  const pauseKey = `${key}:pause`;
  return {
    take: async (signal) => {
      // Sent again after its connection broke, a call has the same name and counts once.
      const args = [callsPerMinute, RATE_WINDOW_MS, randomUUID()];
      const waitMs = await redis
        .script(signal, TAKE_CALL, [pauseKey, `${key}:calls`], args)
        .catch(() => undefined);
      // What is no number comes from something else than Redis, and holds no call back.
      return typeof waitMs === 'number' ? waitMs : own.take(signal);
    },
    pause: async (ms, signal) => {
      await own.pause(ms, signal);
      await redis.script(signal, PAUSE_CALLS, [pauseKey], [ms]).catch(() => signal.throwIfAborted());
    },
  };
}

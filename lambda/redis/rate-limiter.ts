import { randomUUID } from 'node:crypto';
import {
  MAX_NAMESPACES,
  NAMESPACE_KEPT_MS,
  type ProcessRateLimiter,
  pauseOf,
  pausesOf,
  RATE_WINDOW_MS,
  type RateLimiter,
} from '../runtime/rate-limiter.ts';
import type { RedisCommands } from './commands.ts';
import { PAUSE_CALLS, TAKE_CALLS } from './scripts.ts';

interface SharedRateLimiterParts {
  redis: RedisCommands;
  /** The key of the organisation whose calls are counted; see `rateLimitKey`. */
  key: string;
  /** 0 means no limit. */
  callsPerMinute: number;
  /** Keeps the pauses that this container has started, and counts its calls while Redis is unavailable. */
  fallback: ProcessRateLimiter;
}

/** Arguments of the script TAKE_CALLS. */
interface Taken {
  /** 0 means no limit. */
  max: number;
  calls: number;
  pauses: readonly string[];
  operations: readonly string[];
}

/**
 * One limiter for all containers, kept in Redis: a pause that one container starts stops the calls of all. If Redis does not
 * store the pause, or loses it, the pause still holds in the container that started it.
 */
export function createSharedRateLimiter(parts: SharedRateLimiterParts): RateLimiter {
  const { redis, key, callsPerMinute, fallback } = parts;
  const fields = `${key}:pauses`;

  /** Resolves to undefined if Redis does not say how long to wait. */
  async function run({ max, calls, pauses, operations }: Taken, signal: AbortSignal) {
    const args = [max, RATE_WINDOW_MS, randomUUID(), calls, pauses.length, ...pauses, ...operations];
    const waitMs = await redis
      .script(signal, TAKE_CALLS, [fields, `${key}:calls`], args)
      .catch(() => undefined);
    // A reply that is not a number does not come from the script and must not delay a call.
    return typeof waitMs === 'number' ? waitMs : undefined;
  }

  return {
    take: async (operations, signal) => {
      const names = operations.map(({ name }) => name);
      const pausedMs = fallback.pausedMs(operations);
      const taken = {
        // During this container's own pause no call is made, so Redis must not count one.
        max: pausedMs > 0 ? 0 : callsPerMinute,
        calls: names.length,
        pauses: pausesOf(operations),
        operations: names,
      };
      const waitMs = await run(taken, signal);
      return waitMs === undefined ? fallback.take(operations, signal) : Math.max(waitMs, pausedMs);
    },
    takeLogin: async (signal) => {
      const taken = { max: 0, calls: 0, pauses: ['login'], operations: [] };
      const waitMs = (await run(taken, signal)) ?? 0;
      return Math.max(waitMs, await fallback.takeLogin(signal));
    },
    pause: async (limit, ms, signal) => {
      await fallback.pause(limit, ms, signal);
      const named = limit.of === 'operation' && limit.namespace !== undefined ? limit : undefined;
      const learned = [
        named?.operation.name ?? '',
        named?.namespace ?? '',
        NAMESPACE_KEPT_MS,
        MAX_NAMESPACES,
      ];
      const args = [ms, pauseOf(limit), ...learned];
      await redis.script(signal, PAUSE_CALLS, [fields], args).catch(() => signal.throwIfAborted());
    },
  };
}

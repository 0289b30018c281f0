import { setTimeout as sleep } from 'node:timers/promises';
import { type History, overlaps } from './history.ts';

/** Detects times in which the machine is too busy to run Redis. */
export interface RedisWatch {
  /** When the pending ping was sent, in milliseconds since the epoch; infinite without one. */
  readonly pendingSinceMs: number;
  stop(): void;
}

const PAUSE_MS = 20;

/**
 * Pings Redis until it is stopped. A reply that takes `stallMs` or longer without a Redis fault is recorded as a stall in
 * the history.
 */
export function watchRedis(ping: () => Promise<unknown>, history: History, stallMs: number): RedisWatch {
  let pendingSinceMs = Number.POSITIVE_INFINITY;
  let isStopped = false;

  async function measure(): Promise<void> {
    const fromMs = Date.now();
    pendingSinceMs = fromMs;
    await ping();
    const untilMs = Date.now();
    pendingSinceMs = Number.POSITIVE_INFINITY;
    const isBroken = history.redis.some((span) => span.losesReplies && overlaps(span, fromMs, untilMs));
    if (untilMs - fromMs >= stallMs && !isBroken) history.stalls.push({ fromMs, untilMs });
  }

  async function repeat(): Promise<void> {
    while (!isStopped) {
      await measure();
      await sleep(PAUSE_MS);
    }
  }
  // The end of the soak closes the connection, which rejects a pending ping.
  repeat().catch(() => undefined);
  return {
    get pendingSinceMs() {
      return pendingSinceMs;
    },
    stop: () => {
      isStopped = true;
    },
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { type History, overlaps } from './history.ts';

/** Measures how long Redis takes to reply. */
export interface RedisWatch {
  /** When the ping was sent that has no reply yet, in milliseconds since the epoch; infinite when there is none. */
  readonly pendingSinceMs: number;
  stop(): void;
}

const PAUSE_MS = 20;

/**
 * Pings Redis until it is stopped. A reply that takes `stallMs` or more, while no fault keeps Redis from replying, goes
 * into the history as a stall: then the machine is too busy to run it.
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
    const isBroken = history.redis.some((span) => span.losesAnswers && overlaps(span, fromMs, untilMs));
    if (untilMs - fromMs >= stallMs && !isBroken) history.stalls.push({ fromMs, untilMs });
  }

  async function repeat(): Promise<void> {
    while (!isStopped) {
      await measure();
      await sleep(PAUSE_MS);
    }
  }
  // A connection that is closed at the end of the soak rejects what was pending.
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

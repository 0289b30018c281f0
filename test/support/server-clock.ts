import { type Clock, systemClock } from '../../lambda/runtime/clock.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';

/** A fake clock for a server with real sockets. */
export interface ServerClock extends FakeClock {
  /** Whether something waits for a timer that was set to exactly `ms`. */
  isPending(ms: number): boolean;
}

/** Retry back-offs and lease polls are shorter than this, time limits longer. */
const MAX_REAL_WAIT_MS = 200;

/**
 * Starts at the current time and stands still until a test advances it: no entry ages and no time limit passes
 * because the machine is slow. Only waits of up to 200 ms, such as back-offs, end by themselves, in real time.
 */
export function createServerClock(): ServerClock {
  const clock = createFakeClock(Date.now());
  const pending = new Set<{ ms: number }>();
  const timer: Clock['timer'] = (ms, onDue) => {
    if (ms <= MAX_REAL_WAIT_MS) return systemClock.timer(ms, onDue);
    const entry = { ms };
    pending.add(entry);
    const cancel = clock.timer(ms, () => {
      pending.delete(entry);
      onDue();
    });
    return () => {
      pending.delete(entry);
      cancel();
    };
  };
  return {
    epochMs: clock.epochMs,
    monotonicMs: clock.monotonicMs,
    timer,
    advance: clock.advance,
    get pendingTimers() {
      return clock.pendingTimers;
    },
    isPending: (ms) => [...pending].some((entry) => entry.ms === ms),
  };
}

import type { Clock } from '../../../lambda/runtime/clock.ts';

/** A dependency whose replies the service waits for, for at most `timeoutMs`. */
export interface Dependency {
  /** Different from every other timer, because the clock recognises a wait for this dependency by it. */
  readonly timeoutMs: number;
  /** Whether it is delaying a reply on purpose right now. */
  readonly isStalling: () => boolean;
}

/**
 * A clock that advances only while a dependency stalls on purpose, by jumping from one timer to the next. A dependency
 * that is about to reply therefore never times out, however slow the machine is, and waiting for a ten-second timeout
 * takes no real time.
 */
export interface StallClock extends Clock {
  /** Adds a dependency that lets time pass while it stalls. */
  watch(dependency: Dependency): void;
  /** Checks whether time may advance. Call it when a dependency starts or stops stalling. */
  check(): void;
  /** Advances the time without firing any timer. */
  pass(ms: number): void;
}

interface Timer {
  ms: number;
  dueMs: number;
  onDue: () => void;
}

/** Creates a clock that starts at the current time. */
export function createStallClock(): StallClock {
  const startMs = Date.now();
  const dependencies: Dependency[] = [];
  const timers = new Set<Timer>();
  let nowMs = 0;
  let isChecking = false;

  /** True when every dependency that the service waits for is stalling, and there is at least one. */
  function mayAdvance(): boolean {
    const isAwaited = (timeoutMs: number) => [...timers].some(({ ms }) => ms === timeoutMs);
    const awaited = dependencies.filter(({ timeoutMs }) => isAwaited(timeoutMs));
    const stalling = awaited.filter((dependency) => dependency.isStalling());
    // Several dependencies may share a timeout: one that stalls is enough.
    const isStalled = (timeoutMs: number) =>
      stalling.some((dependency) => dependency.timeoutMs === timeoutMs);
    return stalling.length > 0 && awaited.every(({ timeoutMs }) => isStalled(timeoutMs));
  }

  function step(): void {
    isChecking = false;
    const [first] = [...timers].sort((a, b) => a.dueMs - b.dueMs);
    if (first === undefined || !mayAdvance()) return;
    nowMs = Math.max(nowMs, first.dueMs);
    timers.delete(first);
    first.onDue();
    check();
  }

  /** Waits for the next turn of the event loop, so that work that needs no time runs first. */
  function check(): void {
    if (!isChecking) setImmediate(step);
    isChecking = true;
  }

  function timer(ms: number, onDue: () => void): () => void {
    const added: Timer = { ms, dueMs: nowMs + ms, onDue };
    timers.add(added);
    if (ms <= 0)
      queueMicrotask(() => {
        if (timers.delete(added)) onDue();
      });
    check();
    return () => {
      timers.delete(added);
      check();
    };
  }

  return {
    epochMs: () => startMs + nowMs,
    monotonicMs: () => nowMs,
    timer,
    watch: (dependency) => dependencies.push(dependency),
    check,
    pass: (ms) => {
      nowMs += ms;
    },
  };
}

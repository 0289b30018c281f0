import { setImmediate } from 'node:timers/promises';

/** Something that steps belong to: while it is frozen its steps wait, and once it is dead they never run. */
export interface Host {
  isDead: boolean;
  /** 0 if it has never been frozen. */
  frozenUntilMs: number;
}

/** Runs one step at a time, in the order of virtual time. */
export interface Scheduler {
  /** Milliseconds of virtual time since the start. */
  readonly nowMs: number;
  /** Runs a step after `ms`; without a host, nothing holds it up. Returns a function that cancels it. */
  after(ms: number, step: () => void | Promise<void>, host?: Host): () => void;
  /** Runs until there is no step left. Rejects if there are too many, for example because something never stops polling. */
  run(): Promise<void>;
}

interface Step {
  dueMs: number;
  run: () => void | Promise<void>;
  host: Host | undefined;
}

const MAX_STEPS = 50_000;

/** Creates a scheduler whose virtual time starts at 0. Of steps that are due at the same time, the first added runs first. */
export function createScheduler(): Scheduler {
  const steps = new Set<Step>();
  let nowMs = 0;

  function takeNext(): Step | undefined {
    let next: Step | undefined;
    for (const step of steps) if (next === undefined || step.dueMs < next.dueMs) next = step;
    if (next !== undefined) steps.delete(next);
    return next;
  }

  return {
    get nowMs() {
      return nowMs;
    },
    after: (ms, run, host) => {
      const step: Step = { dueMs: nowMs + Math.ceil(ms), run, host };
      steps.add(step);
      return () => void steps.delete(step);
    },
    run: async () => {
      // By the next turn of the event loop, every promise that needs no step has settled.
      await setImmediate();
      for (let count = 0; ; ) {
        const step = takeNext();
        if (step === undefined) return;
        if (step.host?.isDead) continue;
        if (step.host !== undefined && step.host.frozenUntilMs > step.dueMs) {
          step.dueMs = step.host.frozenUntilMs;
          steps.add(step);
          continue;
        }
        nowMs = step.dueMs;
        await step.run();
        await setImmediate();
        count += 1;
        if (count > MAX_STEPS) throw new Error(`the schedule does not end within ${MAX_STEPS} steps`);
      }
    },
  };
}

import type { Clock } from '../../../lambda/clock.ts';

/** Somebody whom the service asks and waits for, for at most `limitMs` by the service's clock. */
export interface Party {
  /** Unlike any other wait of the service: it is how a wait for this party is told. Undefined: it waits itself. */
  readonly limitMs: number | undefined;
  /** Whether it keeps somebody waiting on purpose at this moment. */
  readonly isHolding: () => boolean;
}

/**
 * A clock on which time passes only while somebody is kept waiting on purpose, and then jumps from one sleep to the
 * next. However slow the machine is, whoever is asked and means to answer has all the time that it takes, and a
 * time-out of ten seconds takes none.
 */
export interface PatientClock extends Clock {
  /** Adds a party whose holding lets time pass. */
  watch(party: Party): void;
  /** Looks whether time may go on: whoever begins or ceases to hold calls it. */
  look(): void;
  /** Moves time on at once, without waking anybody. */
  pass(ms: number): void;
}

interface Sleeper {
  ms: number;
  dueMs: number;
  wake: () => void;
}

/** A clock that starts at the present moment. */
export function createPatientClock(): PatientClock {
  const startMs = Date.now();
  const parties: Party[] = [];
  const sleepers = new Set<Sleeper>();
  let nowMs = 0;
  let isLooking = false;

  /** Somebody is kept waiting, and nobody waits for an answer that will come by itself. */
  function mayPass(): boolean {
    const isAsked = (limitMs: number) => [...sleepers].some(({ ms }) => ms === limitMs);
    const concerned = parties.filter(({ limitMs }) => limitMs === undefined || isAsked(limitMs));
    const holding = concerned.filter((party) => party.isHolding());
    const isHeld = (limitMs: number | undefined) => holding.some((party) => party.limitMs === limitMs);
    return holding.length > 0 && concerned.every(({ limitMs }) => limitMs === undefined || isHeld(limitMs));
  }

  function step(): void {
    isLooking = false;
    const [first] = [...sleepers].sort((a, b) => a.dueMs - b.dueMs);
    if (first === undefined || !mayPass()) return;
    nowMs = Math.max(nowMs, first.dueMs);
    first.wake();
    look();
  }

  /** In the next turn of the event loop: what can go on without time does so first. */
  function look(): void {
    if (!isLooking) setImmediate(step);
    isLooking = true;
  }

  function sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      if (ms <= 0) return resolve();
      const end = (outcome: () => void) => () => {
        sleepers.delete(sleeper);
        signal.removeEventListener('abort', onAbort);
        look();
        outcome();
      };
      const onAbort = end(() => reject(signal.reason));
      const sleeper: Sleeper = { ms, dueMs: nowMs + ms, wake: end(resolve) };
      signal.addEventListener('abort', onAbort);
      sleepers.add(sleeper);
      look();
    });
  }

  return {
    epochMs: () => startMs + nowMs,
    monotonicMs: () => nowMs,
    sleep,
    watch: (party) => parties.push(party),
    look,
    pass: (ms) => {
      nowMs += ms;
    },
  };
}

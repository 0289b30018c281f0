import type { Clock } from '../../../lambda/runtime/clock.ts';

/** Somebody whom the service asks and waits for, for at most `limitMs` by the service's clock. */
export interface Party {
  /** Unlike any other wait of the service: it is how a wait for this party is told. */
  readonly limitMs: number;
  /** Whether it keeps somebody waiting on purpose at this moment. */
  readonly isHolding: () => boolean;
}

/**
 * A clock on which time passes only while somebody is kept waiting on purpose, and then jumps from one timer to the
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

interface Timer {
  ms: number;
  dueMs: number;
  onDue: () => void;
}

/** A clock that starts at the present moment. */
export function createPatientClock(): PatientClock {
  const startMs = Date.now();
  const parties: Party[] = [];
  const timers = new Set<Timer>();
  let nowMs = 0;
  let isLooking = false;

  /** Somebody is kept waiting, and nobody waits for an answer that will come by itself. */
  function mayPass(): boolean {
    const isAsked = (limitMs: number) => [...timers].some(({ ms }) => ms === limitMs);
    const concerned = parties.filter(({ limitMs }) => isAsked(limitMs));
    const holding = concerned.filter((party) => party.isHolding());
    const isHeld = (limitMs: number) => holding.some((party) => party.limitMs === limitMs);
    return holding.length > 0 && concerned.every(({ limitMs }) => isHeld(limitMs));
  }

  function step(): void {
    isLooking = false;
    const [first] = [...timers].sort((a, b) => a.dueMs - b.dueMs);
    if (first === undefined || !mayPass()) return;
    nowMs = Math.max(nowMs, first.dueMs);
    timers.delete(first);
    first.onDue();
    look();
  }

  /** In the next turn of the event loop: what can go on without time does so first. */
  function look(): void {
    if (!isLooking) setImmediate(step);
    isLooking = true;
  }

  function timer(ms: number, onDue: () => void): () => void {
    const added: Timer = { ms, dueMs: nowMs + ms, onDue };
    timers.add(added);
    if (ms <= 0)
      queueMicrotask(() => {
        if (timers.delete(added)) onDue();
      });
    look();
    return () => {
      timers.delete(added);
      look();
    };
  }

  return {
    epochMs: () => startMs + nowMs,
    monotonicMs: () => nowMs,
    timer,
    watch: (party) => parties.push(party),
    look,
    pass: (ms) => {
      nowMs += ms;
    },
  };
}

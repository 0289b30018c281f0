import { randomUUID } from 'node:crypto';
import type { DataActionError } from '../errors/data-action-error.ts';
import { type Clock, sleep, stopwatch } from '../runtime/clock.ts';
import { remainingMs } from '../runtime/deadline.ts';
import type { CacheEvent } from './events.ts';
import { decodeFailure, isOutdated, recall } from './failure.ts';
import { type Found, judge, type UsableEntry } from './found.ts';
import { LEASE_TERM_MS } from './lease.ts';
import { type Lookup, termsAt } from './lookup.ts';
import type { CacheStore, Claim, ClaimRequest } from './store.ts';

/** What somebody who needs an entry anew is to do, with what was last found under the key. */
export type Turn =
  | { kind: 'fetch'; found: Found; right: FetchRight }
  /** Answer with what was found: it is fresh by now, or somebody else is at it. */
  | { kind: 'answer'; usable: UsableEntry; hasWaited: boolean }
  | { kind: 'failed'; found: Found; error: DataActionError };

/**
 * By what right somebody fetches: as the holder of the lease, having seen `failures` failures in a row; without it,
 * having waited too long; or alone, without a store to meet in. `asOfUs` is the store's time when the right was given.
 */
export type FetchRight =
  | { kind: 'leader'; asOfUs: number; holder: string; failures: number }
  | { kind: 'late'; asOfUs: number }
  | { kind: 'alone' };

/** Waits for a turn; see {@link createTurns}. */
export type TakeTurn = (lookup: Lookup, found: Found) => Promise<Turn>;

/** The share of the time left for which somebody else's fetch is waited for. */
const WAIT_SHARE = 0.5;
const POLL_LEAST_MS = 15;
const POLL_SPREAD_MS = 30;

/**
 * Claims the lease until it is clear what to do. While somebody else holds it, those who have an entry answer with
 * that at once, and the others claim again every 15 to 45 ms: they find the winner's entry, or its failure, or that
 * the lease has ended. After half of the time they have left they go themselves.
 */
export function createTurns(store: CacheStore, clock: Clock, random: () => number): TakeTurn {
  return async (lookup, first) => {
    if (first.forward === 'bypass') return { kind: 'fetch', found: first, right: { kind: 'alone' } };
    const { deadline } = lookup;
    const holder = randomUUID();
    const elapsedMs = stopwatch(clock);
    const patienceMs = remainingMs(deadline, clock.monotonicMs()) * WAIT_SHARE;
    let ignoresFailure = false;
    for (let found = first, polls = 0; ; ) {
      const claim = await tryClaim(lookup, found, { holder, ignoresFailure });
      if (claim.outcome === 'changed') found = judge(claim.stored, termsAt(lookup, clock.epochMs()));
      const isLate = elapsedMs() >= patienceMs;
      const turn = turnOf(claim, { found, holder, isLate, hasWaited: polls > 0 });
      if (turn !== undefined) {
        lookup.observe(claimEvent(first, claim, { durationMs: elapsedMs(), polls }));
        return turn;
      }
      // What changed, and still is not fresh, is claimed at once, and so is what may not fail any more.
      ignoresFailure = claim.outcome === 'failed';
      if (claim.outcome === 'held') {
        await sleep(clock, POLL_LEAST_MS + POLL_SPREAD_MS * random(), deadline.signal);
        polls += 1;
      }
    }
  };

  async function tryClaim(
    { key, markers, deadline }: Lookup,
    { head: seen }: Found,
    own: Pick<ClaimRequest, 'holder' | 'ignoresFailure'>,
  ): Promise<Tried> {
    const claim = await store
      .claim(key, { ...own, seen, markers, termMs: LEASE_TERM_MS }, deadline.signal)
      .catch((cause: unknown) => ({ outcome: 'unavailable', cause }) as const);
    deadline.signal.throwIfAborted();
    return claim;
  }
}

type Tried = Claim | { outcome: 'unavailable'; cause: unknown };

interface Standing {
  found: Found;
  holder: string;
  isLate: boolean;
  hasWaited: boolean;
}

/** What a claim's outcome means; undefined to claim again. */
function turnOf(claim: Tried, { found, holder, isLate, hasWaited }: Standing): Turn | undefined {
  const { usable } = found;
  switch (claim.outcome) {
    case 'won': {
      const failures = decodeFailure(claim.record)?.failures ?? 0;
      return { kind: 'fetch', found, right: { kind: 'leader', asOfUs: claim.nowUs, holder, failures } };
    }
    case 'failed': {
      const record = decodeFailure(claim.record);
      // Nobody's failure: it is no reason not to ask.
      if (record === undefined) return { kind: 'fetch', found, right: { kind: 'late', asOfUs: claim.nowUs } };
      if (isOutdated(record, claim.changedAtUs)) return undefined;
      return { kind: 'failed', found, error: recall(record, claim.leftMs) };
    }
    case 'changed':
      return usable?.state === 'fresh' ? { kind: 'answer', usable, hasWaited } : undefined;
    case 'held':
      if (usable) return { kind: 'answer', usable, hasWaited };
      return isLate ? { kind: 'fetch', found, right: { kind: 'late', asOfUs: claim.nowUs } } : undefined;
    case 'unavailable':
      // A renewal before its time would be for nobody: what it gives could not be stored.
      if (usable?.state === 'fresh') return { kind: 'answer', usable, hasWaited };
      return { kind: 'fetch', found, right: { kind: 'alone' } };
  }
}

function claimEvent(
  first: Found,
  claim: Tried,
  { durationMs, polls }: { durationMs: number; polls: number },
): CacheEvent {
  const cause = claim.outcome === 'unavailable' ? claim.cause : undefined;
  const isEarly = first.usable?.state === 'fresh';
  return { type: 'cache.claim', outcome: claim.outcome, isEarly, durationMs, polls, cause };
}

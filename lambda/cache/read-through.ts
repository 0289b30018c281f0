import { stopwatch } from '../clock.ts';
import { createSingleFlight } from '../single-flight.ts';
import { answerOf, bypass, type Cached, collapsed, type Found, judge } from './cached.ts';
import { createFetch, type FetchParts, fallBack } from './fetch.ts';
import { isDueForRefresh } from './freshness.ts';
import { type Lookup, termsAt } from './lookup.ts';
import { createTurns } from './turn.ts';

/** Looks a question up: from the cache while fresh, else from the origin. */
export type ReadThrough = (lookup: Lookup) => Promise<Cached>;

/**
 * The algorithm. A fresh entry answers. Otherwise, of all containers that want the same, one wins the lease and
 * asks the origin; the others answer with the stale entry at once if there is one, and else wait for the winner's
 * answer to be stored. Near the end of an entry's life one reader renews it, so that nobody has to wait.
 *
 *     A: get: nothing   claim: won    load ……………… put                answer
 *     B: get: nothing   claim: held   claim: held    claim: changed   answer: A's
 *     C: get: stale     claim: held   answer: stale
 *
 * When A fails, its failure takes the place of the lease and answers every claim until a back-off window has
 * passed. What changes in Genesys while A fetches makes A's entry stale, so that B, which asks later, fetches anew.
 * When A dies, its lease ends and B's next claim wins. When A takes too long, B goes itself. Nothing runs
 * after an answer: Lambda freezes the container. Only an error of the origin, or the deadline's, ever rejects, and
 * only where no entry can answer.
 */
export function createReadThrough(parts: FetchParts): ReadThrough {
  const { store, clock, random, policy } = parts;
  const takeTurn = createTurns(store, clock, random);
  const fetch = createFetch(parts);
  const join = createSingleFlight<Cached>();

  return async (lookup) => {
    const found = await read(lookup);
    const cached = await answer(lookup, found);
    const { stale, ageSeconds, status } = cached;
    const outcome = stale ? 'stale' : status.hit ? 'hit' : status.forward === 'bypass' ? 'bypass' : 'miss';
    const isCollapsed = !status.hit && status.collapsed === true;
    const detail = status.hit ? status.detail : undefined;
    lookup.observe({ type: 'cache.answer', outcome, ageSeconds, isCollapsed, detail });
    return cached;
  };

  async function read(lookup: Lookup): Promise<Found> {
    const { key, markers, deadline, observe } = lookup;
    const elapsedMs = stopwatch(clock);
    const found = await store
      .get(key, markers, deadline.signal)
      .then((stored) => judge(stored, termsAt(lookup, clock.epochMs())), bypass);
    deadline.signal.throwIfAborted();
    const { usable, forward, cause } = found;
    const outcome = usable?.state === 'fresh' ? 'hit' : forward;
    const { isInvalidated, ageSeconds } = usable ?? {};
    observe({ type: 'cache.read', outcome, isInvalidated, durationMs: elapsedMs(), ageSeconds, cause });
    return found;
  }

  async function answer(lookup: Lookup, found: Found): Promise<Cached> {
    const { usable } = found;
    if (usable?.state === 'fresh' && !isDue(usable)) return answerOf(usable);
    if (usable) return renew(lookup, found);

    // Callers of one process, as the local server has them, need not meet in the store, but for a change in between.
    let isFirst = false;
    const flight = `${lookup.key} ${found.changedAtUs}`;
    const cached = await join(flight, lookup.deadline.signal, (signal) => {
      isFirst = true;
      return renew({ ...lookup, deadline: { ...lookup.deadline, signal } }, found);
    });
    return isFirst ? cached : collapsed(cached, found.forward);
  }

  function isDue({ entry }: NonNullable<Found['usable']>): boolean {
    return policy.refreshTimeoutMs > 0 && isDueForRefresh(entry, clock.epochMs(), random());
  }

  async function renew(lookup: Lookup, found: Found): Promise<Cached> {
    const turn = await takeTurn(lookup, found);
    switch (turn.kind) {
      case 'fetch':
        return fetch(lookup, turn.found, turn.right);
      case 'failed':
        return fallBack(turn.found, turn.error, clock.epochMs());
      case 'answer': {
        const cached = answerOf(turn.usable, 'collapsed');
        return turn.hasWaited ? collapsed(cached, found.forward) : cached;
      }
    }
  }
}

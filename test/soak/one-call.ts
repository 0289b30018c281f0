import { type Exchange, effectOf, type History, isLost, overlaps } from './history.ts';

/**
 * Checks that the holder of the lease called Genesys only if no other holder's result was there: an entry that is fresh
 * for at least `freshMs` after it was fetched, or a failure during its back-off. Returns a description of the violation.
 * A request that waited too long for the holder calls without the lease, and a lost lease may have two holders: both are
 * right.
 */
export function repeatedCall(exchange: Exchange, history: History, freshMs: number): string | undefined {
  if (!calledAsHolder(exchange)) return undefined;
  const { queue } = exchange;
  const others = (exchanges: ReadonlyMap<string, readonly Exchange[]>) =>
    (exchanges.get(queue) ?? []).filter((other) => other !== exchange);
  const stores = others(history.stores);

  const fresh = stores.find(
    (store) => isDuring(exchange, store, freshMs) && !isLost(store, exchange, history),
  );
  if (fresh) return `an entry was stored ${exchange.sentAtMs - fresh.respondedAtMs} ms before`;

  const isLeaseLost = (other: Exchange) => {
    const fromMs = Math.min(other.sentAtMs, exchange.sentAtMs);
    return history.redis.some((span) => overlaps(span, fromMs, exchange.respondedAtMs));
  };
  const concurrent = stores.find(
    (store) =>
      calledAsHolder(store) &&
      exchange.line.cacheWrite === 'stored' &&
      overlaps(spanOf(store), exchange.sentAtMs, exchange.respondedAtMs) &&
      !isLeaseLost(store),
  );
  if (concurrent) return 'another request called Genesys at the same time';

  const failed = others(history.failures).find(
    (failure) =>
      calledAsHolder(failure) &&
      failure.line.failureRemembered === 'stored' &&
      isDuring(exchange, failure, Number(failure.line.failureWindowMs)) &&
      !isLeaseLost(failure) &&
      !isReplaced(failure, exchange, { ...history, stores: new Map([[queue, stores]]) }),
  );
  return failed && `a call failed ${exchange.sentAtMs - failed.respondedAtMs} ms before`;
}

/** Whether the request held the lease and called Genesys. */
function calledAsHolder({ line }: Exchange): boolean {
  return line.lease === 'acquired' && Number(line.attempts) > 0;
}

/** Whether the whole request was sent after the other's response, within `ms` of its start. */
function isDuring(exchange: Exchange, other: Exchange, ms: number): boolean {
  return other.respondedAtMs <= exchange.sentAtMs && exchange.respondedAtMs <= other.sentAtMs + ms;
}

/** Whether an entry may have replaced the failure. */
function isReplaced(failure: Exchange, { queue, respondedAtMs }: Exchange, history: History): boolean {
  const isWithin = (span: { fromMs: number; untilMs: number }) =>
    overlaps(span, failure.sentAtMs, respondedAtMs);
  return (
    history.stores.get(queue)?.some((store) => isWithin(effectOf(store, history))) === true ||
    history.losses.some(
      (loss) => loss.queue === queue && isWithin({ fromMs: loss.sentAtMs, untilMs: loss.lostAtMs }),
    )
  );
}

function spanOf({ sentAtMs, respondedAtMs }: Exchange): { fromMs: number; untilMs: number } {
  return { fromMs: sentAtMs, untilMs: respondedAtMs };
}

import { type CacheStore, StoreUnavailable } from '../../../lambda/cache/store.ts';
import { between, oneOf, type Random } from '../../soak/random.ts';
import type { History } from './history.ts';
import { queueOf } from './keys.ts';
import { chance } from './plan.ts';
import type { Host, Scheduler } from './scheduler.ts';
import { createWitness, type Performed } from './witness.ts';

/** A container as the network sees it. */
export interface Endpoint {
  readonly name: string;
  readonly host: Host;
  readonly random: Random;
  /** The share of its operations that have a fault. */
  readonly faults: number;
}

/** How long a container waits for the reply to an operation. */
export const STORE_TIMEOUT_MS = 250;
/** The max latency of an operation without a fault, in each direction. */
export const MAX_LATENCY_MS = 40;
const USUAL_LATENCY_MS = 5;
const MAX_LATE_MS = 3000;

/** The store performs an operation once, late, twice (because the connection broke after the first time) or never. */
const FAULTS = ['lost', 'reply lost', 'late', 'repeated', 'refused'] as const;

/**
 * The shared store as seen by one container. Each operation is two steps: the store performs it, then its reply arrives.
 * Operations without a fault keep their order, as on one connection.
 */
export function createRemoteStore(
  store: CacheStore,
  scheduler: Scheduler,
  history: History,
  { name: container, host, random, faults }: Endpoint,
): CacheStore {
  const latencyMs = () => between(random, 0, chance(random, 0.9) ? USUAL_LATENCY_MS : MAX_LATENCY_MS);
  const arrival = createOrder(scheduler);
  const replies = createOrder(scheduler);

  function send<Reply>(
    operation: string,
    key: string,
    signal: AbortSignal,
    perform: () => Promise<Performed<Reply>>,
  ): Promise<Reply> {
    const note = (text: string) =>
      history.trace.push({
        atMs: scheduler.nowMs,
        where: container,
        text: `${operation} ${queueOf(key)} ${text}`,
      });
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    if (signal.aborted) reject(signal.reason);
    let isSettled = false;
    const settle = (how: () => void) => {
      if (isSettled) return;
      isSettled = true;
      cancelTimeout();
      signal.removeEventListener('abort', onAbort);
      how();
    };
    const onAbort = () => settle(() => reject(signal.reason));
    const fail = (text: string) => {
      note(text);
      settle(() => reject(new StoreUnavailable(text)));
    };
    const cancelTimeout = scheduler.after(STORE_TIMEOUT_MS, () => fail('times out'), host);
    signal.addEventListener('abort', onAbort);

    const performWithoutReply = async (text: string) => {
      const { record } = await perform();
      note(`-> ${record.outcome}, ${text}`);
    };
    const performAndReply = async () => {
      const { reply, record } = await perform();
      note(`-> ${record.outcome}`);
      const deliver = () =>
        settle(() => {
          record.deliveredMs = scheduler.nowMs;
          resolve(reply);
        });
      replies(latencyMs(), deliver, host);
    };
    const disturb = (ms: number) => {
      const fromMs = scheduler.nowMs;
      history.disturbances.push({ of: { container }, cause: operation, fromMs, untilMs: fromMs + ms });
    };

    const fault = chance(random, faults) ? oneOf(random, FAULTS) : undefined;
    switch (fault) {
      case undefined:
        arrival(latencyMs(), performAndReply);
        break;
      case 'repeated':
        arrival(latencyMs(), async () => {
          await performWithoutReply('the connection breaks');
          arrival(latencyMs(), performAndReply);
        });
        break;
      case 'late': {
        const ms = between(random, STORE_TIMEOUT_MS, MAX_LATE_MS);
        disturb(ms);
        scheduler.after(ms, () => performWithoutReply('late'));
        break;
      }
      case 'reply lost':
        disturb(STORE_TIMEOUT_MS);
        arrival(latencyMs(), () => performWithoutReply('the reply is lost'));
        break;
      case 'refused':
        disturb(STORE_TIMEOUT_MS);
        arrival(latencyMs(), () => fail('is refused'), host);
        break;
      case 'lost':
        disturb(STORE_TIMEOUT_MS);
    }
    return promise;
  }

  const witness = createWitness(store, scheduler, history, container);
  return {
    get: (key, tags, signal) => send('get', key, signal, () => witness.get(key, tags)),
    acquireLease: (key, request, signal) =>
      send('acquireLease', key, signal, () => witness.acquireLease(key, request)),
    extendLease: (key, lease, signal) =>
      send('extendLease', key, signal, () => witness.extendLease(key, lease)),
    releaseLease: (key, holder, signal) =>
      send('releaseLease', key, signal, () => witness.releaseLease(key, holder)),
    putEntry: (key, entry, signal) => send('putEntry', key, signal, () => witness.putEntry(key, entry)),
    putFailure: (key, failure, signal) =>
      send('putFailure', key, signal, () => witness.putFailure(key, failure)),
    invalidateTags: store.invalidateTags,
    ping: store.ping,
    close: () => undefined,
  };
}

/** Adds steps that run in the order in which they were added, whatever their delays. */
function createOrder(scheduler: Scheduler): Scheduler['after'] {
  let lastMs = 0;
  return (ms, step, host) => {
    lastMs = Math.max(lastMs, scheduler.nowMs + ms);
    return scheduler.after(lastMs - scheduler.nowMs, step, host);
  };
}

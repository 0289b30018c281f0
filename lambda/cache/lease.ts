import { type Clock, sleep } from '../runtime/clock.ts';

/**
 * How long a lease lasts without being renewed: what others wait for, at most, when its holder is killed. Several
 * times what it takes to renew it, so that a slow Redis does not end it.
 */
export const LEASE_TERM_MS = 1500;

const RENEW_EVERY_MS = LEASE_TERM_MS / 3;

/**
 * Runs `work` and renews the lease every third of its term meanwhile, so that it lives as long as the work, and no
 * longer than a process that dies or is frozen. Renewals that fail are tried again next time; none is left running.
 */
export async function whileRenewing<T>(
  renew: (signal: AbortSignal) => Promise<void>,
  clock: Clock,
  work: () => Promise<T>,
): Promise<T> {
  const done = new AbortController();
  const renewals = renewUntil(done.signal, renew, clock);
  try {
    return await work();
  } finally {
    done.abort();
    await renewals;
  }
}

async function renewUntil(
  done: AbortSignal,
  renew: (signal: AbortSignal) => Promise<void>,
  clock: Clock,
): Promise<void> {
  while (!done.aborted) {
    await sleep(clock, RENEW_EVERY_MS, done).catch(() => undefined);
    if (!done.aborted) await renew(done).catch(() => undefined);
  }
}

import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { UsageError } from '../../infra/command.ts';

/** Results are written only if the load average over a minute is below this when the first run begins. */
const MAX_LOAD = 1;

const CHECK_INTERVAL_MS = 15_000;
const MAX_WAIT_MS = 600_000;

/**
 * Resolves once the load is below {@link MAX_LOAD}. Throws a UsageError after ten minutes, because figures of a busy
 * machine describe the other work more than the contenders.
 */
export async function waitUntilIdle(
  report: (line: string) => void,
  load = oneMinuteLoad,
  sleep: (ms: number) => Promise<unknown> = (ms) => delay(ms),
): Promise<void> {
  for (let waitedMs = 0; load() >= MAX_LOAD; waitedMs += CHECK_INTERVAL_MS) {
    const now = `the load is ${load().toFixed(2)}`;
    if (waitedMs >= MAX_WAIT_MS)
      throw new UsageError(
        `${now} after ${MAX_WAIT_MS / 60_000} minutes, expected below ${MAX_LOAD}: end other work on this machine, or measure with --force, which writes no results`,
      );
    report(`${now}, waiting until it is below ${MAX_LOAD}`);
    await sleep(CHECK_INTERVAL_MS);
  }
}

/** The load average over the last minute; 0 on Windows, which does not have one. */
export function oneMinuteLoad(): number {
  return loadavg()[0] ?? 0;
}

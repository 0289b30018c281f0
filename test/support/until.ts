import { setTimeout as sleep } from 'node:timers/promises';

/** Far longer than a slow machine needs. */
const TIMEOUT_MS = 120_000;
const FIRST_POLL_MS = 5;
/** Later polls are rarer, because each may be a request. */
const MAX_POLL_MS = 50;
const POLL_GROWTH = 1.2;

/** Resolves within 50 ms after the condition begins to hold. Throws if it does not hold within two minutes. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpMs = performance.now() + TIMEOUT_MS;
  let pollMs = FIRST_POLL_MS;
  while (!(await condition())) {
    if (performance.now() > giveUpMs)
      throw new Error(`condition not met after ${TIMEOUT_MS} ms: ${condition}`);
    await sleep(pollMs);
    pollMs = Math.min(MAX_POLL_MS, pollMs * POLL_GROWTH);
  }
}

/** Repeats the work until it succeeds, and returns its result. */
export async function untilSucceeds<T>(work: () => Promise<T>): Promise<T> {
  let result: { value: T } | undefined;
  await until(async () => {
    result = await work().then(
      (value) => ({ value }),
      () => undefined,
    );
    return result !== undefined;
  });
  if (result === undefined) throw new Error('no result');
  return result.value;
}

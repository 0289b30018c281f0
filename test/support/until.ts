import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 20_000;
const POLL_MS = 5;

/** Resolves as soon as the condition holds; throws when it does not within 20 s. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpMs = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (performance.now() > giveUpMs) throw new Error(`still not so after ${PATIENCE_MS} ms: ${condition}`);
    await sleep(POLL_MS);
  }
}

import { setTimeout as sleep } from 'node:timers/promises';

/** Only a defect lasts as long. */
const PATIENCE_MS = 120_000;
const POLL_MS = 5;

/** Resolves as soon as the condition holds; throws when it does not within two minutes. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpMs = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (performance.now() > giveUpMs) throw new Error(`still not so after ${PATIENCE_MS} ms: ${condition}`);
    await sleep(POLL_MS);
  }
}

/** Repeats the work until it succeeds, and gives its result. What is in the way may take as long as it takes. */
export async function untilSucceeds<T>(work: () => Promise<T>): Promise<T> {
  let result: { value: T } | undefined;
  await until(async () => {
    result = await work().then(
      (value) => ({ value }),
      () => undefined,
    );
    return result !== undefined;
  });
  if (result === undefined) throw new Error('there is no result');
  return result.value;
}

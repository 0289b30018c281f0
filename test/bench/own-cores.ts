import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import type { Stage } from './stage.ts';

const run = promisify(execFile);

/**
 * Keeps a stage's only worker and its Redis on different cores, the same ones for every contender: Redis is another
 * machine when it is deployed, and where the scheduler happens to put the two changes a round trip from 20 to 60 µs.
 * Does nothing on a machine with one core or without taskset (util-linux).
 */
export async function giveOwnCores({ workers: [worker], client }: Stage): Promise<void> {
  const cores = availableParallelism();
  if (worker === undefined || cores < 2) return;
  const redisPid = Number(/process_id:(\d+)/.exec(await client.info('server'))?.[1]);
  await pin(worker.pid, cores - 1);
  await pin(redisPid, cores - 2);
}

const MOST_TRIES = 3;

/** With all its threads. One that ends while they are listed makes taskset fail: then they are listed again. */
async function pin(pid: number, core: number, triesLeft = MOST_TRIES): Promise<void> {
  try {
    await run('taskset', ['-acp', String(core), String(pid)]);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isMissing && triesLeft > 1) return pin(pid, core, triesLeft - 1);
    if (!isMissing) throw error;
  }
}

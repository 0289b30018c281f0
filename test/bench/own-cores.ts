import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { findOnPath } from '../support/on-path.ts';
import type { Stage } from './stage.ts';

const run = promisify(execFile);

/**
 * Pins a stage's first worker and its Redis to different cores, which are the same for every contender. Otherwise a
 * round trip takes between 20 and 60 µs, depending on the scheduler. Does nothing with one core or without taskset.
 */
export async function giveOwnCores({ workers: [worker], client }: Stage): Promise<void> {
  const cores = availableParallelism();
  if (cores < 2 || (await findOnPath('taskset')) === undefined) return;
  const redisPid = Number(/process_id:(\d+)/.exec(await client.info('server'))?.[1]);
  await pin(worker.pid, cores - 1);
  await pin(redisPid, cores - 2);
}

const MAX_ATTEMPTS = 3;

/** Pins all threads of the process. Tries again if taskset fails, because a thread may end while taskset lists them. */
async function pin(pid: number, core: number, attempt = 1): Promise<void> {
  try {
    await run('taskset', ['-acp', String(core), String(pid)]);
  } catch (error) {
    if (attempt === MAX_ATTEMPTS) throw error;
    await pin(pid, core, attempt + 1);
  }
}

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

/** With all its threads. */
async function pin(pid: number, core: number): Promise<void> {
  await run('taskset', ['-acp', String(core), String(pid)]).catch((error) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

import { execFile } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { findRedisBinary } from '../support/redis-binary.ts';
import { oneMinuteLoad } from './idle.ts';

/** The machine and commit of a measurement. */
export const Machine = v.object({
  cpu: v.string(),
  cores: v.number(),
  memoryGb: v.number(),
  node: v.string(),
  redis: v.string(),
  /** The load average over a minute when the first run began. */
  load: v.number(),
  /** The start time in ISO 8601. */
  date: v.string(),
  /** Short hash, followed by `+` if files were changed. */
  commit: v.string(),
});
export type Machine = v.InferOutput<typeof Machine>;

const run = promisify(execFile);

/** The facts of this machine at this moment. */
export async function machineFacts(): Promise<Machine> {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    redis: (await findRedisBinary())?.version ?? 'none',
    load: Math.round(oneMinuteLoad() * 100) / 100,
    date: new Date().toISOString(),
    commit: await commitHash(),
  };
}

async function commitHash(): Promise<string> {
  const git = async (...args: string[]) => (await run('git', args)).stdout.trim();
  try {
    const isChanged = (await git('status', '--porcelain', '--untracked-files=no', '.')) !== '';
    return `${await git('rev-parse', '--short', 'HEAD')}${isChanged ? '+' : ''}`;
  } catch {
    return 'unknown';
  }
}

import { execFile } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { findRedisBinary } from '../support/redis-binary.ts';

/** What a figure was measured on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly kernel: string;
  readonly node: string;
  readonly redis: string;
  /** Load average of the minute before: how much else the machine had to do. */
  readonly load: number;
  /** When the run began, in ISO 8601. */
  readonly date: string;
  /** Short hash, with `+` behind it where files had been changed. */
  readonly commit: string;
}

const run = promisify(execFile);

/** The facts of this machine at this moment. */
export async function machineFacts(): Promise<Machine> {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    redis: await redisVersion(),
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    date: new Date().toISOString(),
    commit: await commitHash(),
  };
}

async function redisVersion(): Promise<string> {
  const binary = await findRedisBinary();
  if (binary === undefined) return 'none';
  const { stdout } = await run(binary.path, ['--version']);
  return /v=(\S+)/.exec(stdout)?.[1] ?? stdout.trim();
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

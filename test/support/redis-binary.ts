import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A Redis-compatible server program that runs on this machine. */
export interface RedisBinary {
  readonly name: 'valkey-server' | 'redis-server';
  /** Absolute path, for example `/usr/bin/redis-server`. */
  readonly path: string;
  /** As the program tells it, for example `7.0.15`. */
  readonly version: string;
}

const NAMES = ['valkey-server', 'redis-server'] as const;
const LOOKUP_TIMEOUT_MS = 10_000;
const run = promisify(execFile);

/** The first of `valkey-server` and `redis-server` that is on PATH and runs; undefined when neither does. */
export async function findRedisBinary(): Promise<RedisBinary | undefined> {
  for (const name of NAMES) {
    const path = await findOnPath(name);
    const version = path && (await readVersion(path));
    if (path && version) return { name, path, version };
  }
  return undefined;
}

/** The absolute path of the program called `name`, for example `apt-get`; undefined when PATH has none. */
export async function findOnPath(name: string): Promise<string | undefined> {
  const path = await outputOf('/bin/sh', ['-c', 'command -v "$1"', 'sh', name]);
  return path?.startsWith('/') ? path.trim() : undefined;
}

/** `Redis server v=7.0.15 sha=00000000:0 malloc=…` and `Valkey server v=8.1.1 …` are what the two print. */
async function readVersion(path: string): Promise<string | undefined> {
  const text = await outputOf(path, ['--version']);
  return text?.match(/\bv=(\S+)/)?.[1];
}

async function outputOf(program: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return (await run(program, args, { timeout: LOOKUP_TIMEOUT_MS })).stdout;
  } catch {
    return undefined;
  }
}

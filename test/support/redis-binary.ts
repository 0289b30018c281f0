import { findOnPath, outputOf } from './on-path.ts';
import { endWithoutTool } from './without-tool.ts';

/** A Redis-compatible server program that runs on this machine. */
export interface RedisBinary {
  readonly name: 'valkey-server' | 'redis-server';
  /** Absolute path, for example `/usr/bin/redis-server`. */
  readonly path: string;
  /** As the program prints it, for example `7.0.15`. */
  readonly version: string;
}

const NAMES = ['valkey-server', 'redis-server'] as const;

/** The first of `valkey-server` and `redis-server` on PATH that runs; undefined if neither does. */
export async function findRedisBinary(): Promise<RedisBinary | undefined> {
  for (const name of NAMES) {
    const path = await findOnPath(name);
    const version = path && (await readVersion(path));
    if (path && version) return { name, path, version };
  }
  return undefined;
}

let found: Promise<RedisBinary> | undefined;

/** The server program. Searches once per process, and ends the process with one line if there is no server program. */
export function requireRedisBinary(): Promise<RedisBinary> {
  found ??= findRedisBinary().then(
    (binary) =>
      binary ??
      endWithoutTool(
        'no Redis server: neither valkey-server nor redis-server is on PATH and runs; ' +
          'node test/support/ensure-redis.ts installs one or prints how to install one',
      ),
  );
  return found;
}

/** Parses a version such as `Redis server v=7.0.15 sha=00000000:0 malloc=…` or `Valkey server v=8.1.1 …`. */
async function readVersion(path: string): Promise<string | undefined> {
  const text = await outputOf(path, ['--version']);
  return text?.match(/\bv=(\S+)/)?.[1];
}

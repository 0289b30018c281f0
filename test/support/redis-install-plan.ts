import type { RedisBinary } from './redis-binary.ts';

/** What decides how the tests get their Redis. */
export interface Surroundings {
  /** Undefined: no server program on PATH. */
  readonly binary: RedisBinary | undefined;
  readonly isRoot: boolean;
  readonly hasAptGet: boolean;
  readonly hasBrew: boolean;
}

/** One program to run: its name, then its arguments. */
export type Command = readonly [program: string, ...args: string[]];

/** What to do about Redis; `line` is what the reader is told, before anything happens. */
export type RedisInstallPlan =
  | { readonly kind: 'use'; readonly line: string }
  | {
      readonly kind: 'install';
      readonly manager: 'apt-get' | 'brew';
      readonly line: string;
      /** To run in this order, each only after the one before succeeded. */
      readonly commands: readonly Command[];
    }
  | { readonly kind: 'give-up'; readonly line: string };

/** Says what to install by hand. */
export const INSTALL_BY_HAND =
  'npm test needs a Redis server: install valkey-server or redis-server ' +
  '(Debian/Ubuntu: sudo apt-get install redis-server; macOS: brew install valkey), then run npm test again';

const APT_GET_COMMANDS: readonly Command[] = [
  ['apt-get', 'update'],
  // `env` hands the setting to apt-get alone.
  [
    'env',
    'DEBIAN_FRONTEND=noninteractive',
    'apt-get',
    'install',
    '-y',
    '--no-install-recommends',
    'redis-server',
  ],
  // The tests start servers of their own: the packaged service must not take port 6379 at the next boot.
  ['update-rc.d', 'redis-server', 'disable'],
];

/**
 * Decides: a server that is there is used; else apt-get installs one if we are root (it never asks for more
 * rights), else Homebrew does if we are not root (it refuses root), else the reader has to.
 */
export function planRedisInstall(surroundings: Surroundings): RedisInstallPlan {
  const { binary, isRoot, hasAptGet, hasBrew } = surroundings;
  if (binary) return { kind: 'use', line: describeBinary(binary) };
  if (hasAptGet && isRoot) {
    return {
      kind: 'install',
      manager: 'apt-get',
      line: 'redis: none found, installing the package redis-server with apt-get',
      commands: APT_GET_COMMANDS,
    };
  }
  if (hasBrew && !isRoot) {
    return {
      kind: 'install',
      manager: 'brew',
      line: 'redis: none found, installing the formula valkey with brew',
      commands: [['brew', 'install', 'valkey']],
    };
  }
  return { kind: 'give-up', line: INSTALL_BY_HAND };
}

function describeBinary({ name, version, path }: RedisBinary): string {
  return `redis: using ${name} ${version} (${path})`;
}

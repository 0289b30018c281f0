import { findOnPath } from './on-path.ts';

/** What there is to install programs with. */
export interface Installers {
  readonly isRoot: boolean;
  readonly hasAptGet: boolean;
  readonly hasBrew: boolean;
}

/** One program to run: its name, then its arguments. */
export type Command = readonly [program: string, ...args: string[]];

/** How the tests come by a program that they need. */
export interface Recipe {
  /** What lines about it begin with, for example `redis`. */
  readonly name: string;
  /** For each installer what is installed, for example `the package redis-server`, and the commands in order. */
  readonly aptGet: { readonly what: string; readonly commands: readonly Command[] };
  readonly brew: { readonly what: string; readonly commands: readonly Command[] };
  /** Says in one line what to install by hand. */
  readonly byHand: string;
}

/** What to do about the program; `line` is what the reader is told, before anything happens. */
export type InstallPlan =
  | { readonly kind: 'use'; readonly line: string }
  | {
      readonly kind: 'install';
      readonly manager: 'apt-get' | 'brew';
      readonly line: string;
      /** To run in this order, each only after the one before succeeded. */
      readonly commands: readonly Command[];
    }
  | { readonly kind: 'give-up'; readonly line: string };

/** The commands that install one Debian package without a question. */
export function aptGetInstall(packageName: string): readonly Command[] {
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', packageName];
  // `env` hands the setting to apt-get alone.
  return [
    ['apt-get', 'update'],
    ['env', 'DEBIAN_FRONTEND=noninteractive', ...install],
  ];
}

/**
 * Decides: a program that is there is used (`found` says which one, undefined: none); else apt-get installs one if
 * we are root (it never asks for more rights), else Homebrew does if we are not root (it refuses root), else the
 * reader has to.
 */
export function planInstall(found: string | undefined, installers: Installers, recipe: Recipe): InstallPlan {
  const { isRoot, hasAptGet, hasBrew } = installers;
  const { name, aptGet, brew, byHand } = recipe;
  if (found !== undefined) return { kind: 'use', line: `${name}: using ${found}` };
  const none = `${name}: none found, installing`;
  if (hasAptGet && isRoot) {
    const { what, commands } = aptGet;
    return { kind: 'install', manager: 'apt-get', line: `${none} ${what} with apt-get`, commands };
  }
  if (hasBrew && !isRoot) {
    const { what, commands } = brew;
    return { kind: 'install', manager: 'brew', line: `${none} ${what} with brew`, commands };
  }
  return { kind: 'give-up', line: byHand };
}

/** What this machine has to install programs with. */
export async function findInstallers(): Promise<Installers> {
  return {
    isRoot: process.getuid?.() === 0,
    hasAptGet: (await findOnPath('apt-get')) !== undefined,
    hasBrew: (await findOnPath('brew')) !== undefined,
  };
}

import { findOnPath } from './on-path.ts';

/** The installers of a machine. */
export interface Installers {
  readonly isRoot: boolean;
  readonly hasAptGet: boolean;
  readonly hasBrew: boolean;
}

/** One program to run: its name, then its arguments. */
export type Command = readonly [program: string, ...args: string[]];

/** How a program that the tests need is installed. */
export interface Recipe {
  /** The first word of each printed line, for example `redis`. */
  readonly name: string;
  /** The installed package, for example `the package redis-server`, and the commands in order. */
  readonly aptGet: { readonly label: string; readonly commands: readonly Command[] };
  readonly brew: { readonly label: string; readonly commands: readonly Command[] };
  /** One line about a manual installation. */
  readonly manually: string;
}

/** What to do about the program; `line` is printed before anything happens. */
export type InstallPlan =
  | { readonly kind: 'use'; readonly line: string }
  | {
      readonly kind: 'install';
      readonly manager: 'apt-get' | 'brew';
      readonly line: string;
      /** Run in this order, each only after the previous one succeeded. */
      readonly commands: readonly Command[];
    }
  | { readonly kind: 'give-up'; readonly line: string };

/** The commands that install one Debian package and never prompt. */
export function aptGetInstall(packageName: string): readonly Command[] {
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', packageName];
  // `env` passes the setting to apt-get only.
  return [
    ['apt-get', 'update'],
    ['env', 'DEBIAN_FRONTEND=noninteractive', ...install],
  ];
}

/**
 * Uses the program that was found, if any. Otherwise root installs it with apt-get, and another user with Homebrew,
 * which refuses to run as root. Otherwise fails with one line that names the reason and the program to install.
 */
export function planInstall(found: string | undefined, installers: Installers, recipe: Recipe): InstallPlan {
  const { isRoot, hasAptGet, hasBrew } = installers;
  const { name, aptGet, brew, manually } = recipe;
  if (found !== undefined) return { kind: 'use', line: `${name}: using ${found}` };
  const none = `${name}: none found, installing`;
  if (hasAptGet && isRoot) {
    const { label, commands } = aptGet;
    return { kind: 'install', manager: 'apt-get', line: `${none} ${label} with apt-get`, commands };
  }
  if (hasBrew && !isRoot) {
    const { label, commands } = brew;
    return { kind: 'install', manager: 'brew', line: `${none} ${label} with brew`, commands };
  }
  return { kind: 'give-up', line: `${name}: none found, and ${obstacle(installers)}. ${manually}` };
}

/** The reason why nothing can be installed. */
function obstacle({ hasAptGet, hasBrew }: Installers): string {
  if (hasAptGet) return 'apt-get needs root';
  if (hasBrew) return 'brew refuses to run as root';
  return 'this machine has neither apt-get nor brew';
}

/** The installers of this machine. */
export async function findInstallers(): Promise<Installers> {
  return {
    isRoot: process.getuid?.() === 0,
    hasAptGet: (await findOnPath('apt-get')) !== undefined,
    hasBrew: (await findOnPath('brew')) !== undefined,
  };
}

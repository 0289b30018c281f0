import {
  aptGetInstall,
  type Installers,
  type InstallPlan,
  planInstall,
  type Recipe,
} from './install-plan.ts';
import type { RedisBinary } from './redis-binary.ts';

/** The server on this machine, or the installers for one. */
export interface Surroundings extends Installers {
  /** Undefined when no server program is on PATH. */
  readonly binary: RedisBinary | undefined;
}

/** How to install a server manually. */
export const INSTALL_MANUALLY =
  'The tests need a Redis server: install valkey-server or redis-server ' +
  '(Debian/Ubuntu: sudo apt-get install redis-server; macOS: brew install valkey), then run them again';

const RECIPE: Recipe = {
  name: 'redis',
  aptGet: {
    label: 'the package redis-server',
    // The tests start their own servers, so the packaged service must not take port 6379 at the next boot.
    commands: [...aptGetInstall('redis-server'), ['update-rc.d', 'redis-server', 'disable']],
  },
  brew: { label: 'the formula valkey', commands: [['brew', 'install', 'valkey']] },
  manually: INSTALL_MANUALLY,
};

/** Decides which Redis server the tests use or install. */
export function planRedisInstall({ binary, ...installers }: Surroundings): InstallPlan {
  return planInstall(binary && `${binary.name} ${binary.version} (${binary.path})`, installers, RECIPE);
}

import {
  aptGetInstall,
  type Installers,
  type InstallPlan,
  planInstall,
  type Recipe,
} from './install-plan.ts';
import type { RedisBinary } from './redis-binary.ts';

/** What decides how the tests get their Redis. */
export interface Surroundings extends Installers {
  /** Undefined: no server program on PATH. */
  readonly binary: RedisBinary | undefined;
}

/** Says what to install by hand. */
export const INSTALL_BY_HAND =
  'npm test needs a Redis server: install valkey-server or redis-server ' +
  '(Debian/Ubuntu: sudo apt-get install redis-server; macOS: brew install valkey), then run npm test again';

const RECIPE: Recipe = {
  name: 'redis',
  aptGet: {
    what: 'the package redis-server',
    // The tests start servers of their own: the packaged service must not take port 6379 at the next boot.
    commands: [...aptGetInstall('redis-server'), ['update-rc.d', 'redis-server', 'disable']],
  },
  brew: { what: 'the formula valkey', commands: [['brew', 'install', 'valkey']] },
  byHand: INSTALL_BY_HAND,
};

/** Decides how the tests get their Redis. */
export function planRedisInstall({ binary, ...installers }: Surroundings): InstallPlan {
  return planInstall(binary && `${binary.name} ${binary.version} (${binary.path})`, installers, RECIPE);
}

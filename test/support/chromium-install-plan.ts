import type { ChromiumBinary } from './chromium-binary.ts';
import {
  aptGetInstall,
  type Installers,
  type InstallPlan,
  planInstall,
  type Recipe,
} from './install-plan.ts';

/** Says what to install by hand. */
export const INSTALL_BY_HAND =
  'npm run test:page needs Chromium: install it ' +
  '(Debian: sudo apt-get install chromium; macOS: brew install --cask google-chrome), then run it again';

const RECIPE: Recipe = {
  name: 'chromium',
  aptGet: { what: 'the package chromium', commands: aptGetInstall('chromium') },
  brew: { what: 'the cask google-chrome', commands: [['brew', 'install', '--cask', 'google-chrome']] },
  byHand: INSTALL_BY_HAND,
};

/** Decides how the tests of the page get their browser; undefined: there is none yet. */
export function planChromiumInstall(binary: ChromiumBinary | undefined, installers: Installers): InstallPlan {
  return planInstall(binary && `${binary.version} (${binary.path})`, installers, RECIPE);
}

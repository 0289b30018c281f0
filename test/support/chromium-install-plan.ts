import type { ChromiumBinary } from './chromium-binary.ts';
import {
  aptGetInstall,
  type Installers,
  type InstallPlan,
  planInstall,
  type Recipe,
} from './install-plan.ts';

/** How to install a browser manually. */
export const INSTALL_MANUALLY =
  'The tests of the page need Chromium: install it ' +
  '(Debian: sudo apt-get install chromium; macOS: brew install --cask google-chrome), then run them again';

const RECIPE: Recipe = {
  name: 'chromium',
  aptGet: { label: 'the package chromium', commands: aptGetInstall('chromium') },
  brew: { label: 'the cask google-chrome', commands: [['brew', 'install', '--cask', 'google-chrome']] },
  manually: INSTALL_MANUALLY,
};

/** Decides which browser the page tests use or install; `binary` is undefined if none was found. */
export function planChromiumInstall(binary: ChromiumBinary | undefined, installers: Installers): InstallPlan {
  return planInstall(binary && `${binary.version} (${binary.path})`, installers, RECIPE);
}

/** Announces and installs a browser for the page tests if there is none. Exits with 1 if it cannot. */
import { findChromiumBinary } from './chromium-binary.ts';
import { INSTALL_MANUALLY, planChromiumInstall } from './chromium-install-plan.ts';
import { ensureInstalled } from './ensure-installed.ts';
import { findInstallers } from './install-plan.ts';

process.exitCode = await ensureInstalled({
  plan: async () => planChromiumInstall(await findChromiumBinary(), await findInstallers()),
  manually: INSTALL_MANUALLY,
});

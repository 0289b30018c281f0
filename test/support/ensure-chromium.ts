/** Installs a browser for the tests of the page where none is found, and says so first. Exits with 1 where it cannot. */
import { findChromiumBinary } from './chromium-binary.ts';
import { INSTALL_MANUALLY, planChromiumInstall } from './chromium-install-plan.ts';
import { ensureInstalled } from './ensure-installed.ts';
import { findInstallers } from './install-plan.ts';

process.exitCode = await ensureInstalled({
  plan: async () => planChromiumInstall(await findChromiumBinary(), await findInstallers()),
  manually: INSTALL_MANUALLY,
});

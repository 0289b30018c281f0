/** Makes sure that the tests of the page find a browser, by installing one if need be. Exits with 1 where it cannot. */
import { findChromiumBinary } from './chromium-binary.ts';
import { INSTALL_BY_HAND, planChromiumInstall } from './chromium-install-plan.ts';
import { ensureInstalled } from './ensure-installed.ts';
import { findInstallers } from './install-plan.ts';

process.exitCode = await ensureInstalled({
  plan: async () => planChromiumInstall(await findChromiumBinary(), await findInstallers()),
  byHand: INSTALL_BY_HAND,
});

/** Installs a Redis server for the tests where none is found, and says so first. Exits with 1 where it cannot. */
import { ensureInstalled } from './ensure-installed.ts';
import { holdRedisService } from './hold-redis-service.ts';
import { findInstallers } from './install-plan.ts';
import { findRedisBinary } from './redis-binary.ts';
import { INSTALL_MANUALLY, planRedisInstall } from './redis-install-plan.ts';

process.exitCode = await ensureInstalled({
  plan: async () => planRedisInstall({ binary: await findRedisBinary(), ...(await findInstallers()) }),
  manually: INSTALL_MANUALLY,
  around: ({ manager }, install) => (manager === 'apt-get' ? holdRedisService(install) : install()),
});

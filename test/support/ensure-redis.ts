/** Announces and installs a Redis server for the tests if there is none. Exits with 1 if it cannot. */
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

/** Makes sure that the tests find a Redis server, by installing one if need be. Exits with 1 where it cannot. */
import { ensureInstalled } from './ensure-installed.ts';
import { holdRedisService } from './hold-redis-service.ts';
import { findInstallers } from './install-plan.ts';
import { findRedisBinary } from './redis-binary.ts';
import { INSTALL_BY_HAND, planRedisInstall } from './redis-install-plan.ts';

process.exitCode = await ensureInstalled({
  plan: async () => planRedisInstall({ binary: await findRedisBinary(), ...(await findInstallers()) }),
  byHand: INSTALL_BY_HAND,
  around: ({ manager }, install) => (manager === 'apt-get' ? holdRedisService(install) : install()),
});

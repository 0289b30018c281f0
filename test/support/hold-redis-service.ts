import { rmSync, writeFileSync } from 'node:fs';

/** Asked by Debian's maintainer scripts before they start a service; see invoke-rc.d(8). */
const POLICY_PATH = '/usr/sbin/policy-rc.d';

/** 101 is "action forbidden by policy", 0 is "allowed". Every other service starts as it would have. */
const POLICY = '#!/bin/sh\ncase "$1" in redis-server*) exit 101 ;; esac\nexit 0\n';

/**
 * Runs `install` while Debian packages may not start redis-server, and gives back its result. A machine that has
 * a policy of its own (container images do) keeps it untouched. Throws what `install` throws, and an EACCES when
 * not root.
 */
export async function holdRedisService<T>(install: () => Promise<T>, policyPath = POLICY_PATH): Promise<T> {
  if (!writeNewPolicy(policyPath)) return install();
  const release = () => rmSync(policyPath, { force: true });
  // On Ctrl-C no `finally` runs; exiting by ourselves runs `release`.
  const onSignal = () => process.exit(1);
  process.once('exit', release).once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    return await install();
  } finally {
    process.off('exit', release).off('SIGINT', onSignal).off('SIGTERM', onSignal);
    release();
  }
}

/** False when there is a policy already. */
function writeNewPolicy(policyPath: string): boolean {
  try {
    writeFileSync(policyPath, POLICY, { mode: 0o755, flag: 'wx' });
    return true;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return false;
    throw cause;
  }
}

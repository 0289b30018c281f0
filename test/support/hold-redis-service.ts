import { rmSync, writeFileSync } from 'node:fs';

/** Debian's maintainer scripts run this policy before they start a service; see invoke-rc.d(8). */
const POLICY_PATH = '/usr/sbin/policy-rc.d';

/** 101 means "action forbidden by policy" and 0 "allowed", so every other service starts as usual. */
const POLICY = '#!/bin/sh\ncase "$1" in redis-server*) exit 101 ;; esac\nexit 0\n';

/**
 * Runs `install` while Debian packages must not start redis-server, and returns its result. Leaves an existing policy
 * unchanged; container images have one. Throws the errors of `install`, and EACCES if the user is not root.
 */
export async function holdRedisService<T>(install: () => Promise<T>, policyPath = POLICY_PATH): Promise<T> {
  if (!writeNewPolicy(policyPath)) return install();
  const release = () => rmSync(policyPath, { force: true });
  // Ctrl-C does not run `finally`, but process.exit() runs `release`.
  const onSignal = () => process.exit(1);
  process.once('exit', release).once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    return await install();
  } finally {
    process.off('exit', release).off('SIGINT', onSignal).off('SIGTERM', onSignal);
    release();
  }
}

/** Returns false if a policy already exists. */
function writeNewPolicy(policyPath: string): boolean {
  try {
    writeFileSync(policyPath, POLICY, { mode: 0o755, flag: 'wx' });
    return true;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return false;
    throw cause;
  }
}

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Redis } from 'ioredis';
import { type OpenFunction, openFunction } from '../cold-start/open-function.ts';
import { listingOf } from '../listings.ts';
import { productEnvironment } from '../product.ts';
import { bundle, burst, openStage, type Stage } from '../stage.ts';

/**
 * Measures one number that does not depend on the load of the machine: a count, bytes, or a ratio of CPU times.
 * Undefined if the machine cannot measure it.
 */
export type Check = (max: number) => Promise<number | undefined>;

const run = promisify(execFile);
const PROBE = fileURLToPath(new URL('probe.ts', import.meta.url));
const [MIN_STARTS, MAX_STARTS] = [7, 60];
const BURST_PROCESSES = 8;
const BURST_UPSTREAM_MS = 200;
const HITS = 50;
/** The longest that the product allows: with its default, a busy machine would turn hits into bypasses. */
const REDIS_TIMEOUT_MS = 5000;
const { queues, parameters } = listingOf(4);
const options = { contender: 'ours', queues, redisTimeoutMs: REDIS_TIMEOUT_MS };

/** Every check of the gate, by the name of its limit in limits.json. */
export const gateChecks: Readonly<Record<string, Check>> = {
  initCpuRatio,
  bundleBytesOnHit: async () => (await bundle()).size.startBytes,
  bundleBytesInAll: async () => (await bundle()).size.allBytes,
  modulesOnHit: async () => (await bundle()).size.startModules,
  nodeModulesOnHit: () => onWarmStage(nodeModulesOnHit),
  redisCommandsPerHit: () => onWarmStage(redisCommandsPerHit),
  upstreamCallsPerBurst,
};

/**
 * Other work on the machine can only increase a CPU time, so the lowest of many interleaved starts is the least
 * disturbed one. Starts continue until the ratio is within its limit, so a busy machine takes longer to pass.
 */
async function initCpuRatio(max: number): Promise<number | undefined> {
  await using stack = new AsyncDisposableStack();
  const [empty, ours, tutorial] = [
    stack.use(await openFunction('empty-handler')),
    stack.use(await openFunction('ours')),
    stack.use(await openFunction('tutorial')),
  ];
  const lowest = lowestCpuMs();
  let ratio = Number.NaN;
  for (let count = 0; count < MIN_STARTS || (ratio > max && count < MAX_STARTS); count += 1) {
    const zero = await lowest(empty);
    ratio = ((await lowest(ours)) - zero) / ((await lowest(tutorial)) - zero);
  }
  return Number.isFinite(ratio) ? Math.round(ratio * 1000) / 1000 : undefined;
}

/** Starts a container of the function and returns the lowest CPU time of its init so far. */
function lowestCpuMs(): (lambda: OpenFunction) => Promise<number> {
  const lowest = new Map<OpenFunction, number>();
  return async (lambda) => {
    const { readyCpuMs } = await lambda.start('hit');
    lowest.set(lambda, Math.min(lowest.get(lambda) ?? readyCpuMs, readyCpuMs));
    return lowest.get(lambda) ?? readyCpuMs;
  };
}

/** In a new container, which finds the listing in the cache. */
async function nodeModulesOnHit({ redis, simulator }: Stage): Promise<number> {
  const env = productEnvironment({
    redisUrl: redis.url,
    genesysUrl: simulator.url,
    ttlSeconds: 300,
    staleSeconds: 3600,
    isRateLimited: false,
    redisTimeoutMs: REDIS_TIMEOUT_MS,
  });
  const entry = join((await bundle()).folder, 'index.mjs');
  const { stderr } = await run(process.execPath, [PROBE, entry, JSON.stringify(parameters)], { env });
  return Number(stderr);
}

async function redisCommandsPerHit({ client, workers }: Stage): Promise<number> {
  await client.config('RESETSTAT');
  await workers[0].run({ kind: 'repeat', parameters, count: HITS });
  return (await commandsRun(client)) / HITS;
}

/** The commands since the statistics were reset, without those of the gate. */
async function commandsRun(client: Redis): Promise<number> {
  const statistics = await client.info('commandstats');
  const counts = [...statistics.matchAll(/^cmdstat_(?!info|config)[^:]+:calls=(\d+)/gm)];
  return counts.reduce((sum, [, calls]) => sum + Number(calls), 0);
}

async function upstreamCallsPerBurst(): Promise<number> {
  const processes = BURST_PROCESSES;
  await using stage = await openStage({ ...options, processes, latencyMs: BURST_UPSTREAM_MS });
  await burst(stage, () => parameters);
  return stage.simulator.calls.api;
}

/** With the listing stored. */
async function onWarmStage(measure: (stage: Stage) => Promise<number>): Promise<number> {
  await using stage = await openStage(options);
  await stage.workers[0].run({ kind: 'repeat', parameters, count: 2 });
  return await measure(stage);
}

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Redis } from 'ioredis';
import { openFunction } from '../cold-start/open-function.ts';
import { listingOf } from '../listings.ts';
import { bundle, productEnvironment } from '../product.ts';
import { burst, openSubject, type Stage } from '../stage.ts';

/**
 * Measures one number that does not depend on how busy the machine is: a count, bytes, or a ratio of CPU times. Undefined
 * where the machine cannot measure it.
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
 * Other work on the machine only ever adds to a CPU time, so the lowest of many starts, taken in turn with the others, is
 * the least disturbed one. More starts follow until the ratio is within its limit: a busy machine takes longer to pass.
 */
async function initCpuRatio(max: number): Promise<number | undefined> {
  await using stack = new AsyncDisposableStack();
  const lowestCpuMs = async (contender: string) => {
    const { start } = stack.adopt(await openFunction(contender), ({ close }) => close());
    let lowest = Number.POSITIVE_INFINITY;
    return async () => {
      lowest = Math.min(lowest, (await start('hit')).readyCpuMs);
      return lowest;
    };
  };
  const [ours, tutorial, empty] = [
    await lowestCpuMs('ours'),
    await lowestCpuMs('tutorial'),
    await lowestCpuMs('empty-handler'),
  ];
  let ratio = Number.NaN;
  for (let count = 0; count < MIN_STARTS || (ratio > max && count < MAX_STARTS); count += 1) {
    const zero = await empty();
    ratio = ((await ours()) - zero) / ((await tutorial()) - zero);
  }
  return Number.isFinite(ratio) ? Math.round(ratio * 1000) / 1000 : undefined;
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

/** Since the statistics were reset, without the gate's own commands. */
async function commandsRun(client: Redis): Promise<number> {
  const statistics = await client.info('commandstats');
  const counts = [...statistics.matchAll(/^cmdstat_(?!info|config)[^:]+:calls=(\d+)/gm)];
  return counts.reduce((sum, [, calls]) => sum + Number(calls), 0);
}

async function upstreamCallsPerBurst(): Promise<number> {
  const burstOptions = { ...options, processes: BURST_PROCESSES, latencyMs: BURST_UPSTREAM_MS };
  return withStage(burstOptions, async (stage) => {
    await burst(stage, () => parameters);
    return stage.simulator.calls.api;
  });
}

/** With the listing stored. */
function onWarmStage(measure: (stage: Stage) => Promise<number>): Promise<number> {
  return withStage(options, async (stage) => {
    await stage.workers[0].run({ kind: 'repeat', parameters, count: 2 });
    return measure(stage);
  });
}

async function withStage(
  stageOptions: Parameters<typeof openSubject>[0],
  measure: (stage: Stage) => Promise<number>,
): Promise<number> {
  let figure = Number.NaN;
  const { close } = await openSubject(stageOptions, async (stage) => {
    figure = await measure(stage);
    return async () => ({});
  });
  await close();
  return figure;
}

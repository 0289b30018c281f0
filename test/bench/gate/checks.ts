import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Redis } from 'ioredis';
import { bundleFunction } from '../../../infra/bundle.ts';
import { coldStart } from '../cases/cold-start.ts';
import { listingOf } from '../listings.ts';
import { machineFacts } from '../machine.ts';
import { ratioIn, runCase } from '../measurement.ts';
import { ownEnvironment } from '../own.ts';
import { bundleFolder, openStage, type Stage, soleWorker } from '../stage.ts';
import { createTemporaryFolder } from '../temporary-folder.ts';
import type { GateCheck } from './check.ts';
import type { Loaded } from './probe.ts';

const run = promisify(execFile);
const PROBE = fileURLToPath(new URL('probe.ts', import.meta.url));
const START_ROUNDS = 5;
const BURST_PROCESSES = 8;
const BURST_UPSTREAM_MS = 200;
const BURST_LEAD_MS = 300;
const HITS = 50;
const { queues, parameters } = listingOf(4);

/** Every check of the gate. */
export const gateChecks: readonly GateCheck[] = [
  { name: 'coldStartRatio', measure: coldStartRatio },
  { name: 'bundleBytesOnHit', measure: bundleBytesOnHit },
  { name: 'chunksOnHit', measure: async () => (await loadedUpToHit()).chunks },
  { name: 'nodeModulesOnHit', measure: async () => (await loadedUpToHit()).nodeModules },
  { name: 'redisCommandsPerHit', measure: () => onWarmStage(redisCommandsPerHit) },
  { name: 'upstreamCallsPerBurst', measure: upstreamCallsPerBurst },
];

async function coldStartRatio(): Promise<number> {
  const { contenders } = coldStart;
  const options = {
    rounds: START_ROUNDS,
    contenders,
    machine: await machineFacts(),
    report: () => undefined,
  };
  const result = await runCase(coldStart, options);
  const failed = result.rows.find(({ failure }) => failure !== undefined);
  if (failed) throw new Error(`${failed.contender} failed: ${failed.failure}`);
  const [ours] = result.rows;
  // Where no CPU time can be had, the time on the clock has to do.
  const ratio = ratioIn(result, 'cpuMs') ?? ratioIn(result, 'pollMs');
  return Math.round(((ours && ratio?.(ours)) ?? Number.NaN) * 100) / 100;
}

async function bundleBytesOnHit(): Promise<number> {
  using folder = createTemporaryFolder('gate-bundle-');
  return (await bundleFunction(folder.path, 'data-actions')).startBytes;
}

/** In a new container, which finds the listing in the cache. */
function loadedUpToHit(): Promise<Loaded> {
  return onWarmStage(async ({ redis, simulator }) => {
    const options = { redisUrl: redis.url, genesysUrl: simulator.url, ttlSeconds: 300, staleSeconds: 3600 };
    const env = ownEnvironment({ ...options, isRateLimited: false });
    const args = [PROBE, join(await bundleFolder(), 'index.mjs'), JSON.stringify(parameters)];
    const { stderr } = await run(process.execPath, args, { env });
    return JSON.parse(stderr);
  });
}

async function redisCommandsPerHit(stage: Stage): Promise<number> {
  await stage.client.config('RESETSTAT');
  await soleWorker(stage).run({ kind: 'repeat', questions: [parameters], count: HITS });
  return (await commandsRun(stage.client)) / HITS;
}

/** Since the statistics were reset, without our own looking. */
async function commandsRun(client: Redis): Promise<number> {
  const statistics = await client.info('commandstats');
  const counts = [...statistics.matchAll(/^cmdstat_(?!info|config)[^:]+:calls=(\d+)/gm)];
  return counts.reduce((sum, [, calls]) => sum + Number(calls), 0);
}

async function upstreamCallsPerBurst(): Promise<number> {
  const latencyMs = BURST_UPSTREAM_MS;
  const stage = await openStage({ contender: 'ours', queues, processes: BURST_PROCESSES, latencyMs });
  try {
    const startAtMs = Date.now() + BURST_LEAD_MS;
    const burst = {
      kind: 'schedule',
      requests: [{ atMs: 0, parameters }],
      startAtMs,
      patienceMs: 10_000,
    } as const;
    const answers = (await Promise.all(stage.workers.map((worker) => worker.run(burst)))).flat();
    const failed = answers.find(({ outcome }) => outcome === 'error' || outcome === 'no-answer');
    if (failed) throw new Error(`a caller of the burst got ${failed.outcome}: ${failed.reason}`);
    return stage.simulator.calls.api;
  } finally {
    await stage.close();
  }
}

/** With the listing stored. */
async function onWarmStage<T>(work: (stage: Stage) => Promise<T>): Promise<T> {
  const stage = await openStage({ contender: 'ours', queues });
  try {
    await soleWorker(stage).run({ kind: 'repeat', questions: [parameters], count: 2 });
    return await work(stage);
  } finally {
    await stage.close();
  }
}

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Redis } from 'ioredis';
import { UsageError } from '../../../infra/command.ts';
import { lazy } from '../../../lambda/runtime/lazy.ts';
import type { BenchCase } from '../case.ts';
import { coldStart, coldStartTls } from '../cases/cold-start.ts';
import { listingOf } from '../listings.ts';
import { machineFacts } from '../machine.ts';
import { ratioIn, runCase } from '../measurement.ts';
import { ownEnvironment } from '../own.ts';
import { bundleFolder, openStage, type Stage, soleWorker } from '../stage.ts';
import { bundleContent } from './bundle-content.ts';
import type { GateCheck } from './check.ts';

const run = promisify(execFile);
const PROBE = fileURLToPath(new URL('probe.ts', import.meta.url));
const START_ROUNDS = 5;
const BURST_PROCESSES = 8;
const BURST_UPSTREAM_MS = 200;
const BURST_LEAD_MS = 300;
const HITS = 50;
const { queues, parameters } = listingOf(4);

const content = lazy(bundleContent);

/** Every check of the gate. */
export const gateChecks: readonly GateCheck[] = [
  { name: 'coldStartRatio', measure: () => startRatioIn(coldStart) },
  { name: 'coldStartTlsRatio', measure: () => startRatioIn(coldStartTls) },
  { name: 'bundleBytesOnHit', measure: async () => (await content()).startBytes },
  { name: 'bundleBytesInAll', measure: async () => (await content()).allBytes },
  { name: 'modulesOnHit', measure: async () => (await content()).startModules },
  { name: 'nodeModulesOnHit', measure: () => onWarmStage(nodeModulesOnHit) },
  { name: 'redisCommandsPerHit', measure: () => onWarmStage(redisCommandsPerHit) },
  { name: 'upstreamCallsPerBurst', measure: upstreamCallsPerBurst },
];

async function startRatioIn(benchCase: BenchCase): Promise<number> {
  const { reference = '', zero = '' } = benchCase;
  const options = {
    rounds: START_ROUNDS,
    contenders: ['ours', reference, zero],
    machine: await machineFacts(),
    report: () => undefined,
  };
  const result = await runCase(benchCase, options);
  const failed = result.rows.find(({ failure }) => failure !== undefined);
  // Its message says what to do, where AWS's client is not installed.
  if (failed) throw new UsageError(`${failed.contender} failed: ${failed.failure}`);
  const [ours] = result.rows;
  // Where no CPU time can be had, the time on the clock has to do.
  const ratio = ratioIn(result, 'cpuMs') ?? ratioIn(result, 'pollMs');
  return Math.round(((ours && ratio?.(ours)) ?? Number.NaN) * 100) / 100;
}

/** Those of a new container, which finds the listing in the cache. */
async function nodeModulesOnHit({ redis, simulator }: Stage): Promise<number> {
  const options = { redisUrl: redis.url, genesysUrl: simulator.url, ttlSeconds: 300, staleSeconds: 3600 };
  const env = ownEnvironment({ ...options, isRateLimited: false });
  const args = [PROBE, join(await bundleFolder(), 'index.mjs'), JSON.stringify(parameters)];
  const { stderr } = await run(process.execPath, args, { env });
  return Number(stderr);
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

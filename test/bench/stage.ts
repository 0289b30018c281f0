import { Redis } from 'ioredis';
import type { Models } from 'purecloud-platform-client-v2';
import { bundleFunction } from '../../infra/bundle.ts';
import { type GenesysSimulator, startGenesysSimulator } from '../../infra/local/genesys-simulator.ts';
import { lazy } from '../../lambda/runtime/single-flight.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { logIn } from '../support/simulator.ts';
import type { Subject } from './case.ts';
import type { Parameters, Timed } from './task.ts';
import { createTemporaryFolder } from './temporary-folder.ts';
import { startWorker, type Worker } from './worker-process.ts';

/** The servers and processes of one contender, which no other contender uses. */
export interface Stage extends AsyncDisposable {
  readonly redis: RedisServer;
  /** The benchmark's own connection to that Redis. */
  readonly client: Redis;
  readonly simulator: GenesysSimulator;
  /** The contender's processes. */
  readonly workers: readonly [Worker, ...Worker[]];
}

/** The options of a stage. */
export interface StageOptions {
  readonly contender: string;
  readonly queues: readonly Models.Queue[];
  /** Default 1. */
  readonly processes?: number;
  /** The response time of Genesys; default 0. */
  readonly latencyMs?: number;
  /** Default: no limit. */
  readonly callsPerMinutePerToken?: number;
  /** Default 300, the product's own. */
  readonly ttlSeconds?: number;
  /** The product's time limit for Redis; default 250, its own. */
  readonly redisTimeoutMs?: number;
}

/** The product's default. */
const STALE_SECONDS = 3600;

/**
 * A contender on its own stage. Closing the contender closes the stage. `prepare` warms the contender up and returns
 * the function that takes a sample; if it fails, the stage is closed and the promise rejects.
 */
export async function openSubject(
  options: StageOptions,
  prepare: (stage: Stage) => Promise<Subject['sample']>,
): Promise<Subject> {
  await using opening = new AsyncDisposableStack();
  const stage = opening.use(await openStage(options));
  const sample = await prepare(stage);
  const opened = opening.move();
  const { settings } = stage.workers[0];
  return { settings, sample, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** Starts a Redis, a simulated Genesys and the contender's processes; if one of them fails, closes the others. */
export async function openStage(options: StageOptions): Promise<Stage> {
  await using opening = new AsyncDisposableStack();
  const { contender, queues, processes = 1, ttlSeconds = 300, latencyMs = 0 } = options;
  const { callsPerMinutePerToken = Number.MAX_SAFE_INTEGER, redisTimeoutMs } = options;
  const redis = opening.use(await startRedisServer());
  const simulator = opening.adopt(
    await startGenesysSimulator({ queues, latencyMs, callsPerMinutePerToken }),
    ({ close }) => close(),
  );
  const client = opening.adopt(new Redis<'legacy'>(redis.url), (connected) => connected.disconnect());
  client.on('error', () => undefined);
  const workerOptions = {
    contender,
    redisUrl: redis.url,
    genesysUrl: simulator.url,
    token: await logIn(simulator),
    ttlSeconds,
    staleSeconds: STALE_SECONDS,
    isRateLimited: options.callsPerMinutePerToken !== undefined,
    ...(redisTimeoutMs !== undefined && { redisTimeoutMs }),
    ...(contender === 'ours' && { bundleFolder: (await bundle()).folder }),
  };
  const start = async () => opening.adopt(await startWorker(workerOptions), ({ close }) => close());
  const starting = Array.from({ length: processes }, start);
  // If one fails, the others must have started before they are closed.
  await Promise.allSettled(starting);
  const [first, ...others] = await Promise.all(starting);
  if (first === undefined) throw new RangeError(`${processes} processes, expected at least 1`);
  const opened = opening.move();
  const close = () => opened.disposeAsync();
  return { redis, client, simulator, workers: [first, ...others], [Symbol.asyncDispose]: close };
}

/** The product's bundle and its size, built once; the folder is removed when this process exits. */
export const bundle = lazy(async () => {
  const { path } = createTemporaryFolder('bench-bundle-');
  return { folder: path, size: await bundleFunction(path, 'data-actions') };
});

/** Time for every worker to receive its task. */
const LEAD_MS = 100;

/** Sends one request from every worker at the same time. */
export async function burst(
  { workers }: Pick<Stage, 'workers'>,
  parametersOf: (index: number) => Parameters,
): Promise<Timed[]> {
  const startAtMs = Date.now() + LEAD_MS;
  const sent = workers.map((worker, index) =>
    worker.run({ kind: 'schedule', requests: [{ atMs: 0, parameters: parametersOf(index) }], startAtMs }),
  );
  const responses = (await Promise.all(sent)).flat();
  const failed = responses.find(({ outcome }) => outcome === 'error' || outcome === 'timeout');
  if (failed) throw new Error(`a request of the burst ended with ${failed.outcome}: ${failed.reason}`);
  return responses;
}

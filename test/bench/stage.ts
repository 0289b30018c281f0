import { Redis } from 'ioredis';
import type { Models } from 'purecloud-platform-client-v2';
import { bundleFunction } from '../../infra/bundle.ts';
import { type GenesysSimulator, startGenesysSimulator } from '../../infra/local/genesys-simulator.ts';
import { lazy } from '../../lambda/runtime/lazy.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { logIn } from '../support/simulator.ts';
import { openAll } from './open-all.ts';
import { createTemporaryFolder } from './temporary-folder.ts';
import { startWorker, type Worker } from './worker-process.ts';

/** What one contender is measured on: nobody else uses any of it. */
export interface Stage {
  readonly redis: RedisServer;
  /** A connection of our own, for flushing and looking; never used while Redis is paused. */
  readonly client: Redis;
  readonly simulator: GenesysSimulator;
  /** The contender, once in each process. */
  readonly workers: readonly Worker[];
  close(): Promise<void>;
}

/** How a stage is set. */
export interface StageOptions {
  readonly contender: string;
  readonly queues: readonly Models.Queue[];
  /** Default 1. */
  readonly processes?: number;
  /** What Genesys takes for an answer, in milliseconds; default 0. */
  readonly latencyMs?: number;
  /** Default: any number. */
  readonly callsPerMinutePerToken?: number;
  /** Default 300, as the product's. */
  readonly ttlSeconds?: number;
  /** Default 3600, as the product's. */
  readonly staleSeconds?: number;
}

/**
 * Starts a Redis, a simulated Genesys and the contender's processes, all of them empty and connected. Rejects with what
 * the first of them failed with, once all that had been started is closed.
 */
export async function openStage(options: StageOptions): Promise<Stage> {
  const { contender, queues, processes = 1, ttlSeconds = 300, staleSeconds = 3600 } = options;
  const { latencyMs = 0, callsPerMinutePerToken = Number.MAX_SAFE_INTEGER } = options;
  await using opening = new AsyncDisposableStack();
  const redis = opening.use(await startRedisServer());
  const simulator = opening.adopt(
    await startGenesysSimulator({ queues, latencyMs, callsPerMinutePerToken }),
    ({ close }) => close(),
  );
  const client = opening.adopt(new Redis(redis.url), (connected) => connected.disconnect());
  const workerOptions = {
    contender,
    redisUrl: redis.url,
    genesysUrl: simulator.url,
    token: await logIn(simulator),
    ttlSeconds,
    staleSeconds,
    isRateLimited: options.callsPerMinutePerToken !== undefined,
    bundleFolder: await bundleFolder(),
  };
  const workers = await openAll(processes, () => startWorker(workerOptions), opening);
  const open = opening.move();
  return { redis, client, simulator, workers, close: () => open.disposeAsync() };
}

/** The folder of the product's bundle, made once and removed when this process exits. */
export const bundleFolder = lazy(async () => {
  const { path } = createTemporaryFolder('bench-bundle-');
  await bundleFunction(path, 'data-actions');
  return path;
});

/** The first of a stage's workers: the only one unless it was given more. */
export function soleWorker({ workers: [worker] }: Stage): Worker {
  if (worker === undefined) throw new Error('a stage without workers');
  return worker;
}

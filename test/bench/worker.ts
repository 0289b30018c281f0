/** Entry of a process that holds one contender and runs the tasks that it receives. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cache, CacheRequest, Contender } from './contender.ts';
import {
  type Parameters,
  REQUEST_TIMEOUT_MS,
  type Repeated,
  type Task,
  type Timed,
  type WorkerMessage,
  type WorkerOptions,
} from './task.ts';

const LOAD_TIMEOUT_MS = 5000;

const options: WorkerOptions = JSON.parse(process.argv[2] ?? '{}');
// A computed path, so that the product's own type check does not need the contenders' packages.
const { contender }: { contender: Contender } = await import(`./contenders/${options.contender}.ts`);
const cache: Cache = await contender.open(options);

process.on('message', (task: Task) => {
  perform(task).then(
    (result) => send({ kind: 'done', result }),
    (error: unknown) =>
      send({ kind: 'failed', reason: error instanceof Error ? `${error.stack}` : `${error}` }),
  );
});
process.on('disconnect', () => process.exit());
// A failed background refresh of a contender must not end the worker.
process.on('unhandledRejection', () => undefined);
send({ kind: 'ready', settings: contender.settings });

function send(message: WorkerMessage): void {
  process.send?.(message);
}

function perform(task: Task): Promise<Repeated | Timed[]> {
  return task.kind === 'repeat' ? repeat(task) : schedule(task);
}

async function repeat({ parameters, count }: Task & { kind: 'repeat' }): Promise<Repeated> {
  let misses = 0;
  const request = requestFor(parameters, () => misses++);
  const startMs = performance.now();
  for (let i = 0; i < count; i += 1) await cache.get(request);
  return { meanMs: (performance.now() - startMs) / count, hits: count - misses };
}

async function schedule({ requests, startAtMs }: Task & { kind: 'schedule' }): Promise<Timed[]> {
  const startMs = performance.now() + (startAtMs === undefined ? 0 : startAtMs - Date.now());
  return Promise.all(
    requests.map(async ({ atMs, parameters }) => {
      const dueMs = startMs + atMs;
      await sleep(Math.max(0, dueMs - performance.now()));
      return timed(parameters, dueMs);
    }),
  );
}

async function timed(parameters: Parameters, dueMs: number): Promise<Timed> {
  // A timer may fire up to a millisecond early.
  const fromMs = Math.min(dueMs, performance.now());
  let outcome: 'hit' | 'miss' = 'hit';
  const request = requestFor(parameters, () => {
    outcome = 'miss';
  });
  const done = cache.get(request).then(
    (): Timed => ({ outcome, ms: performance.now() - fromMs }),
    (error: unknown): Timed => ({ outcome: 'error', ms: performance.now() - fromMs, reason: String(error) }),
  );
  return Promise.race([
    done,
    sleep(REQUEST_TIMEOUT_MS, { outcome: 'timeout', ms: REQUEST_TIMEOUT_MS } as const),
  ]);
}

function requestFor(parameters: Parameters, noteMiss: () => void): CacheRequest {
  const load = () => {
    noteMiss();
    return callGenesys(parameters);
  };
  return { key: `queues:${JSON.stringify(parameters)}`, parameters, load, noteMiss };
}

async function callGenesys(parameters: Parameters): Promise<unknown> {
  const url = new URL('/api/v2/routing/queues', options.genesysUrl);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, String(value));
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${options.token}` },
    signal: AbortSignal.timeout(LOAD_TIMEOUT_MS),
  });
  if (response.ok) return response.json();
  await response.body?.cancel();
  throw new Error(`status ${response.status} from Genesys`);
}

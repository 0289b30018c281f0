/** Entry of a process that holds one contender, and does the tasks that it is sent. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cache, Contender, Question } from './contender.ts';
import type { Parameters, Repeated, Task, Timed, WorkerMessage, WorkerOptions } from './task.ts';

const LOAD_TIMEOUT_MS = 5000;

const options: WorkerOptions = JSON.parse(process.argv[2] ?? '{}');
// Computed, so that the product's own type check does not look for the contenders' packages.
const { contender }: { contender: Contender } = await import(`./contenders/${options.contender}.ts`);
const cache: Cache = await contender.open(options);

process.on('message', (task: Task) => {
  perform(task).then(
    (result) => say({ kind: 'done', result }),
    (error: unknown) =>
      say({ kind: 'failed', reason: error instanceof Error ? `${error.stack}` : `${error}` }),
  );
});
process.on('disconnect', () => process.exit());
// A background refresh that fails is the contender's own affair.
process.on('unhandledRejection', () => undefined);
say({ kind: 'ready', settings: contender.settings });

function say(message: WorkerMessage): void {
  process.send?.(message);
}

function perform(task: Task): Promise<Repeated | Timed[]> {
  return task.kind === 'repeat' ? repeat(task) : schedule(task);
}

async function repeat({ questions, count }: Task & { kind: 'repeat' }): Promise<Repeated> {
  let misses = 0;
  const asked = questions.map((parameters) => questionOf(parameters, () => misses++));
  const startMs = performance.now();
  for (let i = 0; i < count; i += 1) {
    const question = asked[i % asked.length];
    if (question !== undefined) await cache.ask(question);
  }
  const meanUs = ((performance.now() - startMs) * 1000) / count;
  return { meanUs, hits: count - misses };
}

async function schedule({ requests, startAtMs, patienceMs }: Task & { kind: 'schedule' }): Promise<Timed[]> {
  const startMs = performance.now() + (startAtMs === undefined ? 0 : startAtMs - Date.now());
  return Promise.all(
    requests.map(async ({ atMs, parameters }) => {
      const dueMs = startMs + atMs;
      await sleep(Math.max(0, dueMs - performance.now()));
      return askTimed(parameters, dueMs, patienceMs);
    }),
  );
}

async function askTimed(parameters: Parameters, dueMs: number, patienceMs: number): Promise<Timed> {
  // A timer may be up to a millisecond early.
  const fromMs = Math.min(dueMs, performance.now());
  let isHit = true;
  const question = questionOf(parameters, () => {
    isHit = false;
  });
  const impatience = new AbortController();
  const answered = cache.ask(question).then(
    (): Timed => ({ outcome: isHit ? 'hit' : 'miss', ms: performance.now() - fromMs }),
    (error: unknown): Timed => ({ outcome: 'error', ms: performance.now() - fromMs, reason: String(error) }),
  );
  const tooLate = sleep(patienceMs, { outcome: 'no-answer', ms: patienceMs } as const, {
    signal: impatience.signal,
  }).catch(() => answered);
  const timed = await Promise.race([answered, tooLate]);
  impatience.abort();
  return timed;
}

function questionOf(parameters: Parameters, noteMiss: () => void): Question {
  const load = () => {
    noteMiss();
    return askGenesys(parameters);
  };
  return { key: `queues:${JSON.stringify(parameters)}`, parameters, load, noteMiss };
}

async function askGenesys(parameters: Parameters): Promise<unknown> {
  const url = new URL('/api/v2/routing/queues', options.genesysUrl);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, String(value));
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${options.token}` },
    signal: AbortSignal.timeout(LOAD_TIMEOUT_MS),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`Genesys answered ${response.status}`);
  }
  return response.json();
}

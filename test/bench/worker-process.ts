import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { atExit } from '../support/at-exit.ts';
import type { ResultOf, Task, WorkerMessage, WorkerOptions } from './task.ts';

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));
const START_TIMEOUT_MS = 60_000;
/** Of what a worker wrote to standard error, for saying why it ended. */
const CHARACTERS_SHOWN = 2000;

/** A process that holds one contender. */
export interface Worker {
  readonly settings: string;
  readonly pid: number;
  /** Does one task; tasks of one worker must not overlap. Rejects with what the worker failed with. */
  run<T extends Task>(task: T): Promise<ResultOf<T>>;
  close(): Promise<void>;
}

/** Starts a worker; resolves when its contender is connected. Its standard output goes nowhere, as to /dev/null. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const child = fork(WORKER, [JSON.stringify(options)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const written = tailOf(child);
  const killNow = () => void child.kill('SIGKILL');
  const cancel = atExit(killNow);
  const close = async () => {
    cancel();
    if (child.exitCode !== null || child.signalCode !== null) return;
    killNow();
    await once(child, 'exit');
  };
  try {
    const message = await nextMessage(child, written, AbortSignal.timeout(START_TIMEOUT_MS));
    if (message.kind !== 'ready')
      throw new Error(`${options.contender} said ${message.kind} before it was ready`);
    const { pid = 0 } = child;
    return { settings: message.settings, pid, close, run: (task) => run(child, written, task) };
  } catch (error) {
    await close();
    throw error;
  }
}

async function run<T extends Task>(
  child: ChildProcess,
  written: () => string,
  task: T,
): Promise<ResultOf<T>> {
  const answered = nextMessage(child, written);
  child.send(task);
  const message = await answered;
  if (message.kind === 'failed') throw new Error(message.reason);
  if (message.kind !== 'done') throw new Error(`a worker said ${message.kind} in answer to a task`);
  // A worker answers a task with the result of its kind.
  return message.result as ResultOf<T>;
}

async function nextMessage(
  child: ChildProcess,
  written: () => string,
  signal?: AbortSignal,
): Promise<WorkerMessage> {
  const answered = new AbortController();
  const within = signal ? AbortSignal.any([signal, answered.signal]) : answered.signal;
  try {
    return await Promise.race([
      once(child, 'message', { signal: within }).then(([message]) => message),
      once(child, 'exit', { signal: answered.signal }).then(([code, killer]) => {
        throw new Error(`its process ended with ${code ?? killer}: ${written()}`);
      }),
    ]);
  } finally {
    answered.abort();
  }
}

/** The libraries write what they swallow, which would bury the tables: the last of it is kept. */
function tailOf({ stderr }: ChildProcess): () => string {
  let tail = '';
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = `${tail}${text}`.slice(-CHARACTERS_SHOWN);
  });
  return () => tail.trim();
}

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { atExit } from '../support/at-exit.ts';
import type { ResultOf, Task, WorkerMessage, WorkerOptions } from './task.ts';

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));
const START_TIMEOUT_MS = 60_000;
/** The maximum length of standard error that an error message quotes. */
const QUOTED_CHARACTERS = 2000;

/** A process that holds one contender. */
export interface Worker {
  readonly settings: string;
  readonly pid: number;
  /** Runs one task at a time. Rejects with the error of the worker. */
  run<T extends Task>(task: T): Promise<ResultOf<T>>;
  close(): Promise<void>;
}

/** Starts a worker; resolves once its contender is connected. Its standard output is dropped. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const child = fork(WORKER, [JSON.stringify(options)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const kill = () => void child.kill('SIGKILL');
  const cancel = atExit(kill);
  const errorText = tailOf(child);
  const exited = once(child, 'exit').then(([code, signal]): never => {
    throw new Error(`the process of ${options.contender} ended with ${code ?? signal}: ${errorText()}`);
  });
  const nextMessage = async (): Promise<WorkerMessage> =>
    (await Promise.race([once(child, 'message'), exited]))[0];
  const close = async () => {
    kill();
    await exited.catch(() => undefined);
    cancel();
  };
  const startTimer = setTimeout(kill, START_TIMEOUT_MS);
  const ready = await nextMessage().finally(() => clearTimeout(startTimer));
  if (ready.kind !== 'ready') throw new Error(`${options.contender} sent ${ready.kind} before it was ready`);
  return {
    settings: ready.settings,
    pid: child.pid ?? 0,
    close,
    run: async <T extends Task>(task: T) => {
      child.send(task);
      const message = await nextMessage();
      if (message.kind === 'failed') throw new Error(message.reason);
      if (message.kind !== 'done') throw new Error(`${options.contender} sent ${message.kind} for a task`);
      // A worker replies to a task with a result of the matching type.
      return message.result as ResultOf<T>;
    },
  };
}

/** The end of a worker's standard error. It is not printed, because it would hide the tables. */
function tailOf({ stderr }: ChildProcess): () => string {
  let tail = '';
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = `${tail}${text}`.slice(-QUOTED_CHARACTERS);
  });
  return () => tail.trim();
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../../../infra/command.ts';
import { atExit } from '../../support/at-exit.ts';
import { startRuntimeApi } from './runtime-api.ts';

/** One cold start. Times are from the start of the process; the CPU time is the main thread's. */
export interface ColdStart {
  /** Until the end of init, when the container polls for its first event. */
  readonly readyMs: number;
  readonly readyCpuMs: number;
  /** Until the first result. */
  readonly resultMs: number;
  readonly resultCpuMs: number;
  /** The handler's result as JSON. */
  readonly result: string;
}

const LAMBDA_VARIABLES = {
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: 'cold-start',
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
  AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/cold-start',
  AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/23/[$LATEST]0123456789abcdef',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_FORMAT: 'JSON',
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
  AWS_SESSION_TOKEN: 'token',
  TZ: ':UTC',
};

/**
 * Starts a container with this Node, invokes it once with the event (JSON), and ends it. `folder` has its code, as Lambda's
 * `/var/task`; `env` are its variables besides those that Lambda sets.
 */
export async function startContainer(
  folder: string,
  env: Readonly<Record<string, string>>,
  event: string,
): Promise<ColdStart> {
  const client = runtimeInterfaceClient();
  let [readyMs, readyCpuMs] = [Number.NaN, Number.NaN];
  using api = await startRuntimeApi(event, () => {
    readyMs = performance.now() - startMs;
    readyCpuMs = mainThreadCpuMs(child.pid);
  });
  const startMs = performance.now();
  const child = spawn(process.execPath, [client], {
    cwd: folder,
    env: {
      ...LAMBDA_VARIABLES,
      ...env,
      _HANDLER: 'index.handler',
      LAMBDA_TASK_ROOT: folder,
      AWS_LAMBDA_RUNTIME_API: api.address,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const kill = () => void child.kill('SIGKILL');
  const cancel = atExit(kill);
  const exited = once(child, 'exit').then(([code]): never => {
    throw new Error(`the container ended with ${code}`);
  });
  try {
    const result = await Promise.race([api.result, exited]);
    const resultMs = performance.now() - startMs;
    return { readyMs, readyCpuMs, resultMs, resultCpuMs: mainThreadCpuMs(child.pid), result };
  } finally {
    kill();
    await exited.catch(() => undefined);
    cancel();
  }
}

/** The Runtime Interface Client of AWS, which runs in Lambda. npm skips it if it cannot be built. */
function runtimeInterfaceClient(): string {
  try {
    return fileURLToPath(import.meta.resolve('aws-lambda-ric'));
  } catch (cause) {
    throw new UsageError(
      "AWS's Runtime Interface Client is not installed: it is built with python3, make, g++ and cmake; install them, remove test/bench/node_modules and start again",
      { cause },
    );
  }
}

/** CPU time, which other processes disturb less than elapsed time; NaN without /proc. */
function mainThreadCpuMs(pid = 0): number {
  try {
    return Number.parseInt(readFileSync(`/proc/${pid}/schedstat`, 'utf8'), 10) / 1e6;
  } catch {
    return Number.NaN;
  }
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../../../infra/command.ts';
import { atExit } from '../../support/at-exit.ts';
import type { CpuShare } from './cpu-share.ts';
import { type Invocation, startRuntimeApi } from './runtime-api.ts';

/** A function as it lies in Lambda. */
export interface Deployment {
  /** The folder with its code, Lambda's `/var/task`. */
  folder: string;
  /** Its variables; what Lambda sets is added. */
  env: Readonly<Record<string, string>>;
}

/** How long a container took. */
export interface ColdStart {
  /** From the start of its process to its first poll for work. */
  pollMs: number;
  /** From the start of its process to its first answer. */
  answerMs: number;
  /** What its main thread had run for when it first polled; NaN where there is no /proc. */
  cpuMs: number;
  invocations: readonly Invocation[];
}

const RUNTIME_INTERFACE_CLIENT = findRuntimeInterfaceClient();

const OF_LAMBDA = {
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
 * Starts one container by this Node, invokes it with each event (JSON) in turn, and ends it. It has all the CPU
 * until it has started, and then its share, if it is given one.
 */
export async function startColdContainer(
  { folder, env }: Deployment,
  events: readonly string[],
  share?: CpuShare,
): Promise<ColdStart> {
  let [pollMs, cpuMs] = [Number.NaN, Number.NaN];
  const api = await startRuntimeApi(events, () => {
    pollMs = performance.now() - startedMs;
    cpuMs = mainThreadMs(child.pid ?? 0);
    share?.limit();
  });
  const ofContainer = { AWS_LAMBDA_RUNTIME_API: api.address, LAMBDA_TASK_ROOT: folder };
  const startedMs = performance.now();
  const child = spawn(process.execPath, [RUNTIME_INTERFACE_CLIENT], {
    cwd: folder,
    env: { ...OF_LAMBDA, _HANDLER: 'index.handler', ...env, ...ofContainer },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  child.once(
    'exit',
    atExit(() => child.kill('SIGKILL')),
  );
  share?.add(child.pid ?? 0);
  const gone = once(child, 'exit');
  const died = gone.then(([code]) => Promise.reject(new Error(`the container ended with ${code}`)));
  try {
    const invocations = await Promise.race([api.invocations, died]);
    return { pollMs, answerMs: (invocations[0]?.answeredMs ?? Number.NaN) - startedMs, cpuMs, invocations };
  } finally {
    died.catch(() => undefined);
    child.kill('SIGKILL');
    await gone;
    api.close();
  }
}

/** AWS's own Runtime Interface Client: what runs in Lambda's Node.js runtime. npm goes on where it cannot be built. */
function findRuntimeInterfaceClient(): string {
  try {
    return fileURLToPath(import.meta.resolve('aws-lambda-ric'));
  } catch (cause) {
    const advice =
      'it takes Node 22 or later, and is built with python3, make, g++ and cmake: install them, remove test/bench/node_modules and start again';
    throw new UsageError(`AWS's Runtime Interface Client is not installed; ${advice}`, { cause });
  }
}

/** Time on a CPU, which other processes on the machine disturb less than time on the clock. */
function mainThreadMs(pid: number): number {
  try {
    return Number.parseInt(readFileSync(`/proc/${pid}/schedstat`, 'utf8'), 10) / 1e6;
  } catch {
    return Number.NaN;
  }
}

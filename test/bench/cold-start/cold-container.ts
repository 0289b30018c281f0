import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startRuntimeApi } from './runtime-api.ts';

/** A function as it lies in Lambda. */
export interface Deployment {
  /** The folder with its code, Lambda's `/var/task`. */
  folder: string;
  /** Its variables; what Lambda sets is added. */
  env: Readonly<Record<string, string>>;
}

/** How long a container took from the start of its process. */
export interface ColdStart {
  /** To its first poll for work. */
  pollMs: number;
  /** To its first answer. */
  answerMs: number;
  /** What its main thread had run for when it first polled; NaN where there is no /proc. */
  cpuMs: number;
  body: string;
}

/** AWS's own Runtime Interface Client: what runs in Lambda's Node.js runtime. */
const RUNTIME_INTERFACE_CLIENT = fileURLToPath(import.meta.resolve('aws-lambda-ric'));

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

/** Starts one container by this Node, invokes it once with the event (JSON), and ends it. */
export async function startColdContainer({ folder, env }: Deployment, event: string): Promise<ColdStart> {
  let cpuMs = Number.NaN;
  const api = await startRuntimeApi(event, () => {
    cpuMs = mainThreadMs(child.pid);
  });
  const ofContainer = { AWS_LAMBDA_RUNTIME_API: api.address, LAMBDA_TASK_ROOT: folder };
  const startedMs = performance.now();
  const child = spawn(process.execPath, [RUNTIME_INTERFACE_CLIENT], {
    cwd: folder,
    env: { ...OF_LAMBDA, _HANDLER: 'index.handler', ...env, ...ofContainer },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const gone = once(child, 'exit');
  const died = gone.then(([code]) => Promise.reject(new Error(`the container ended with ${code}`)));
  try {
    const [polledMs, answer] = await Promise.race([Promise.all([api.polledMs, api.answered]), died]);
    return { pollMs: polledMs - startedMs, answerMs: answer.atMs - startedMs, cpuMs, body: answer.body };
  } finally {
    died.catch(() => undefined);
    child.kill('SIGKILL');
    await gone;
    api.close();
  }
}

/** Time on a CPU, which other processes on the machine disturb less than time on the clock. */
function mainThreadMs(pid: number | undefined): number {
  try {
    return Number.parseInt(readFileSync(`/proc/${pid}/schedstat`, 'utf8'), 10) / 1e6;
  } catch {
    return Number.NaN;
  }
}

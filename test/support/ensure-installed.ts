import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Command, InstallPlan } from './install-plan.ts';

const INSTALL_TIMEOUT_MS = 5 * 60_000;
const OUTPUT_MAX_BYTES = 16 * 1024 * 1024;
const LINES_SHOWN = 15;
const run = promisify(execFile);

type InstallationPlan = InstallPlan & { kind: 'install' };

/** How to find and install one program. */
export interface Ensuring {
  /** Searches for the program and decides what to do. Called again after an installation. */
  plan(): Promise<InstallPlan>;
  /** One line about a manual installation, printed if the installation fails. */
  manually: string;
  /** Wraps the installation; runs it unchanged by default. */
  around?<T>(plan: InstallationPlan, install: () => Promise<T>): Promise<T>;
}

/** Announces and installs a program if there is none. Returns the exit code: 0, or 1 if it cannot. */
export async function ensureInstalled({ plan: look, manually, around }: Ensuring): Promise<0 | 1> {
  const plan = await look();
  if (plan.kind === 'give-up') return fail(plan.line);
  process.stdout.write(`${plan.line}\n`);
  if (plan.kind === 'use') return 0;

  const install = () => runAll(plan.commands);
  const failure = await (around ? around(plan, install) : install());
  // A package may have installed the program although its script failed.
  const outcome = await look();
  if (outcome.kind !== 'use') return fail(failure ? `${failure}\n${manually}` : manually);
  process.stdout.write(`${outcome.line}\n`);
  return 0;
}

/** The command that failed and the end of its output; undefined if all commands succeeded. */
async function runAll(commands: readonly Command[]): Promise<string | undefined> {
  const signal = AbortSignal.timeout(INSTALL_TIMEOUT_MS);
  for (const command of commands) {
    const failure = await attempt(command, signal);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

async function attempt(command: Command, signal: AbortSignal): Promise<string | undefined> {
  const [program, ...args] = command;
  const running = run(program, args, { signal, maxBuffer: OUTPUT_MAX_BYTES });
  // A prompt then fails at once instead of waiting for input.
  running.child.stdin?.end();
  let output = '';
  for (const stream of [running.child.stdout, running.child.stderr]) {
    stream?.on('data', (text) => {
      output += text;
    });
  }
  try {
    await running;
    return undefined;
  } catch (error) {
    const reason = signal.aborted
      ? `took longer than ${INSTALL_TIMEOUT_MS / 1000} s`
      : `failed with ${codeOf(error)}`;
    const lastLines = output.trimEnd().split('\n').slice(-LINES_SHOWN);
    return [`${command.join(' ')}: ${reason}`, ...lastLines].join('\n');
  }
}

/** The exit status, such as 100, or a system error, such as ENOENT. */
function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : error;
}

function fail(text: string): 1 {
  process.stderr.write(`${text}\n`);
  return 1;
}

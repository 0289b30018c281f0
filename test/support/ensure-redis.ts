/** Makes sure that the tests find a Redis server, by installing one if need be. Exits with 1 where it cannot. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { holdRedisService } from './hold-redis-service.ts';
import { findOnPath, findRedisBinary } from './redis-binary.ts';
import {
  type Command,
  INSTALL_BY_HAND,
  planRedisInstall,
  type RedisInstallPlan,
  type Surroundings,
} from './redis-install-plan.ts';

const INSTALL_TIMEOUT_MS = 5 * 60_000;
const OUTPUT_MAX_BYTES = 16 * 1024 * 1024;
const LINES_SHOWN = 15;
const run = promisify(execFile);

process.exitCode = await ensureRedis();

async function ensureRedis(): Promise<0 | 1> {
  const plan = planRedisInstall(await lookAround());
  if (plan.kind === 'give-up') return fail(plan.line);
  process.stdout.write(`${plan.line}\n`);
  if (plan.kind === 'use') return 0;

  const failure = await install(plan);
  // What counts is the server: a package that complained may well have brought one.
  const outcome = planRedisInstall(await lookAround());
  if (outcome.kind !== 'use') return fail(failure ? `${failure}\n${INSTALL_BY_HAND}` : INSTALL_BY_HAND);
  process.stdout.write(`${outcome.line}\n`);
  return 0;
}

async function lookAround(): Promise<Surroundings> {
  return {
    binary: await findRedisBinary(),
    isRoot: process.getuid?.() === 0,
    hasAptGet: (await findOnPath('apt-get')) !== undefined,
    hasBrew: (await findOnPath('brew')) !== undefined,
  };
}

/** Undefined when all went well, else the command that failed and the end of what it wrote. */
async function install(plan: RedisInstallPlan & { kind: 'install' }): Promise<string | undefined> {
  const signal = AbortSignal.timeout(INSTALL_TIMEOUT_MS);
  const runAll = async () => {
    for (const command of plan.commands) {
      const failure = await attempt(command, signal);
      if (failure !== undefined) return failure;
    }
    return undefined;
  };
  return plan.manager === 'apt-get' ? holdRedisService(runAll) : runAll();
}

async function attempt(command: Command, signal: AbortSignal): Promise<string | undefined> {
  const [program, ...args] = command;
  const running = run(program, args, { signal, maxBuffer: OUTPUT_MAX_BYTES });
  // A question finds no one to answer it, and fails instead of waiting.
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

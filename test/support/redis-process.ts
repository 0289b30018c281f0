import { type ChildProcess, spawn } from 'node:child_process';
import { atExit } from './at-exit.ts';

/** Where and how one server process is to run. */
export interface RedisProcessOptions {
  /** The server program, for example `/usr/bin/redis-server`. */
  readonly path: string;
  /** TCP port on 127.0.0.1. */
  readonly port: number;
  /** Working directory of the process; it must exist. */
  readonly directory: string;
  /** What clients must send with AUTH; undefined: nothing. */
  readonly password: string | undefined;
  /** Whether the port takes TLS, and nothing else. */
  readonly isTls: boolean;
  /** More options, for example `['--maxmemory', '1mb']`. */
  readonly arguments: readonly string[];
  /** How long it may take until it accepts connections. */
  readonly readyTimeoutMs: number;
}

/** A server process that was accepting connections when it was handed over. */
export interface RedisProcess {
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
  /** SIGKILL, which reaches a stopped process too; resolves once the process is gone. */
  kill(): Promise<void>;
}

/** Why a server process never became ready; the message ends with the last lines it wrote. */
export class RedisStartError extends Error {
  override readonly name = 'RedisStartError';
  readonly code: 'port-taken' | 'exited' | 'timed-out';

  constructor(code: RedisStartError['code'], problem: string, output: string) {
    const lastLines = output.trimEnd().split('\n').slice(-LINES_SHOWN);
    super([`${problem}; its last output:`, ...lastLines].join('\n  '));
    this.code = code;
  }
}

const LINES_SHOWN = 10;

/**
 * Starts one server process and resolves when it accepts connections. It dies with this process. Throws a
 * {@link RedisStartError}, and leaves no process behind, when it ends early or is not ready in time.
 */
export async function startRedisProcess(options: RedisProcessOptions): Promise<RedisProcess> {
  const child = spawn(options.path, argumentsOf(options), { stdio: ['ignore', 'pipe', 'pipe'] });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const killNow = () => void child.kill('SIGKILL');
  child.once('close', atExit(killNow));

  const kill = async () => {
    killNow();
    await gone;
  };
  try {
    await untilReady(child, options);
  } catch (error) {
    await kill();
    throw error;
  }
  return { signal: (signal) => void child.kill(signal), kill };
}

function argumentsOf({ port, directory, password, isTls, arguments: more }: RedisProcessOptions): string[] {
  const ports = isTls ? ['--port', '0', '--tls-port', String(port)] : ['--port', String(port)];
  const own = [...ports, '--bind', '127.0.0.1', '--dir', directory];
  const keepNothing = ['--save', '', '--appendonly', 'no'];
  const authentication = password === undefined ? [] : ['--requirepass', password];
  // The last mention wins: readiness is read from the log on stdout.
  const log = ['--daemonize', 'no', '--loglevel', 'notice', '--logfile', ''];
  return [...own, ...keepNothing, ...authentication, ...more, ...log];
}

/**
 * Reads the process's own log rather than asking the port: after a lost race for the port, someone else's server
 * would answer. The line comes after the socket listens.
 */
async function untilReady(child: ChildProcess, options: RedisProcessOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let output = '';
  const listen = (text: string) => {
    output += text;
    if (output.includes('Ready to accept connections')) resolve();
  };
  const streams = [child.stdout, child.stderr];
  for (const stream of streams) stream?.setEncoding('utf8').on('data', listen);

  const program = `${options.path} on port ${options.port}`;
  child.once('error', reject);
  child.once('close', (status, signal) => {
    const code = output.includes('Address already in use') ? 'port-taken' : 'exited';
    reject(new RedisStartError(code, `${program} ended with ${status ?? signal}`, output));
  });
  const timer = setTimeout(() => {
    const problem = `${program} was not ready within ${options.readyTimeoutMs} ms`;
    reject(new RedisStartError('timed-out', problem, output));
  }, options.readyTimeoutMs);

  try {
    await promise;
  } finally {
    clearTimeout(timer);
    // From here on the log is read and dropped: a full pipe would block the server.
    for (const stream of streams) stream?.off('data', listen).resume();
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { atExit } from './at-exit.ts';

/** The options of one server process. */
export interface RedisProcessOptions {
  /** The server program, for example `/usr/bin/redis-server`. */
  readonly path: string;
  /** TCP port on 127.0.0.1. */
  readonly port: number;
  /** Working directory of the process; it must exist. */
  readonly directory: string;
  /** The password that clients must send; undefined if they need none. */
  readonly password: string | undefined;
  /** Whether the port accepts TLS only. */
  readonly isTls: boolean;
  /** Additional options, for example `['--maxmemory', '1mb']`. */
  readonly arguments: readonly string[];
  /** The time limit until it accepts connections. */
  readonly readyTimeoutMs: number;
}

/** A server process that has started to accept connections. */
export interface RedisProcess {
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
  /** Sends SIGKILL, which also ends a stopped process. Resolves once the process is gone. */
  kill(): Promise<void>;
}

/** The reason why a server process did not become ready. The message ends with its last lines of output. */
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
 * Starts one server process and resolves when it accepts connections. It is killed when this process exits. Throws a
 * {@link RedisStartError} and leaves no process behind if the server ends early or is not ready in time.
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
  // These come last so that they override `arguments`: readiness is read from the log on stdout.
  const log = ['--daemonize', 'no', '--loglevel', 'notice', '--logfile', ''];
  return [...own, ...keepNothing, ...authentication, ...more, ...log];
}

/**
 * Reads the log of the process instead of connecting to the port, because a server of another process may have taken
 * the port. Redis logs the line once its socket listens.
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
    // The log must still be read, because a full pipe would block the server.
    for (const stream of streams) stream?.off('data', listen).resume();
  }
}

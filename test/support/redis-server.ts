import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from './at-exit.ts';
import { findFreePort } from './free-port.ts';
import { requireRedisBinary } from './redis-binary.ts';
import { type RedisProcess, RedisStartError, startRedisProcess } from './redis-process.ts';

/** A real Redis for one test, which the test can pause, kill and restart. It listens on 127.0.0.1 only. */
export interface RedisServer {
  /** The port, which stays the same after a restart. */
  readonly port: number;
  /** For example `redis://127.0.0.1:41235`, or `redis://:secret@127.0.0.1:41235` when it has a password. */
  readonly url: string;
  /** Sends SIGKILL. Resolves once the process is gone. */
  kill(): Promise<void>;
  /**
   * Ends the process if it runs and starts a new one on the same port with the same options and no data. Resolves when
   * it accepts connections. Throws a `RedisStartError` if it does not within two minutes.
   */
  restart(): Promise<void>;
  /** Sends SIGSTOP. The kernel keeps and accepts connections, but the server does not reply. */
  pause(): void;
  /** Sends SIGCONT. The server then replies to the commands that it received while paused. */
  resume(): void;
  /** Ends the process, even a paused one, and removes its directory. Further calls do nothing. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** How the server is started. */
export interface RedisServerOptions {
  /** The password that clients must send; none by default. */
  readonly password?: string;
  /** Whether it accepts TLS only. `arguments` must then have its certificate, and its URL has the host localhost. */
  readonly isTls?: boolean;
  /** Additional options for the server program, for example `['--maxmemory', '1mb']`. */
  readonly arguments?: readonly string[];
}

/** Far longer than a busy machine needs. */
const READY_TIMEOUT_MS = 120_000;
const PORT_ATTEMPTS = 5;

/**
 * Starts an empty server on a free port and resolves when it accepts connections. Ends the process with one line if
 * this machine has no server program. Throws a `RedisStartError` if the program does not start.
 */
export async function startRedisServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  const binary = await requireRedisBinary();
  const { directory, remove } = await createDirectory();
  const launch = (port: number) =>
    startRedisProcess({
      path: binary.path,
      port,
      directory,
      password: options.password,
      isTls: options.isTls ?? false,
      arguments: options.arguments ?? [],
      readyTimeoutMs: READY_TIMEOUT_MS,
    });
  try {
    const { port, process } = await launchOnFreePort(launch);
    const userInfo = options.password === undefined ? '' : `:${encodeURIComponent(options.password)}@`;
    const url = options.isTls
      ? `rediss://${userInfo}localhost:${port}`
      : `redis://${userInfo}127.0.0.1:${port}`;
    return controlOf({ port, url, process, remove, launch });
  } catch (error) {
    remove();
    throw error;
  }
}

interface Running {
  port: number;
  url: string;
  process: RedisProcess;
  /** Removes the directory. */
  remove: () => void;
  launch: (port: number) => Promise<RedisProcess>;
}

function controlOf({ port, url, process: first, remove, launch }: Running): RedisServer {
  let current = first;
  const close = async () => {
    await current.kill();
    remove();
  };
  return {
    port,
    url,
    kill: () => current.kill(),
    restart: async () => {
      await current.kill();
      current = await launch(port);
    },
    pause: () => current.signal('SIGSTOP'),
    resume: () => current.signal('SIGCONT'),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Tries another port if another process takes the free one before the server listens on it. */
async function launchOnFreePort(launch: Running['launch']): Promise<Pick<Running, 'port' | 'process'>> {
  for (let attempt = 1; ; attempt++) {
    const port = await findFreePort();
    try {
      return { port, process: await launch(port) };
    } catch (error) {
      const isPortTaken = error instanceof RedisStartError && error.code === 'port-taken';
      if (!isPortTaken || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

/** A new temporary directory, removed at the latest when this process exits. */
async function createDirectory(): Promise<{ directory: string; remove: () => void }> {
  const directory = await mkdtemp(join(tmpdir(), 'redis-server-'));
  const removeNow = () => rmSync(directory, { recursive: true, force: true });
  const cancel = atExit(removeNow);
  const remove = () => {
    cancel();
    removeNow();
  };
  return { directory, remove };
}

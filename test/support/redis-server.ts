import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from './at-exit.ts';
import { requireRedisBinary } from './redis-binary.ts';
import { type RedisProcess, RedisStartError, startRedisProcess } from './redis-process.ts';

/** A real Redis for one test, which the test may break. It listens on 127.0.0.1 only. */
export interface RedisServer {
  /** The same for its whole life, restarts included. */
  readonly port: number;
  /** For example `redis://127.0.0.1:41235`, or `redis://:secret@127.0.0.1:41235` when it has a password. */
  readonly url: string;
  /** SIGKILL; resolves once the process is gone, at once when it is already. */
  kill(): Promise<void>;
  /**
   * Ends the process if it runs and starts one on the same port with the same options and no data; resolves when
   * it accepts connections. Throws a `RedisStartError` when it does not within two minutes.
   */
  restart(): Promise<void>;
  /** SIGSTOP: connections stay open and are accepted by the kernel, and nothing is answered. */
  pause(): void;
  /** SIGCONT: answers what has arrived meanwhile. */
  resume(): void;
  /** Ends the process, paused or not, and removes its directory. Calling it again does nothing. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** How the server is started. */
export interface RedisServerOptions {
  /** What clients must send with AUTH; none by default. */
  readonly password?: string;
  /** It takes TLS only; `arguments` have to name its certificate. Its URL then names localhost. */
  readonly isTls?: boolean;
  /** More options for the server program, for example `['--maxmemory', '1mb']`. */
  readonly arguments?: readonly string[];
}

/** Far more than a busy machine needs. */
const READY_TIMEOUT_MS = 120_000;
const PORT_ATTEMPTS = 5;

/**
 * Starts an empty server on a free port and resolves when it accepts connections. Ends the process with
 * one line when this machine has no server program; throws a `RedisStartError` when the program does not start.
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

/** Between finding a port free and listening on it, another process may take it: then the next one is tried. */
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

/** A port on 127.0.0.1 that nobody listens on at this moment. */
export async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
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

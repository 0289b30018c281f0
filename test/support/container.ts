import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { GenesysSimulator } from '../../infra/local/genesys-simulator.ts';
import { containerBundle } from './container-bundle.ts';
import { type ParsedResponse, parseResponse, readEvent } from './service.ts';

/** A Lambda container as a real process, which a test can stop and kill. */
export interface Container {
  /**
   * Invokes the handler with an event. Throws a {@link ContainerGone} if the container is killed before it responds.
   */
  invoke(event: APIGatewayProxyEvent, remainingMs?: number): Promise<Invocation>;
  /** Sends a request for the `queues` data action. */
  requestQueues(parameters?: Readonly<Record<string, unknown>>): Promise<Invocation>;
  /** Paths of the requests sent to Genesys, logins included, oldest first. */
  readonly upstream: readonly string[];
  /** Unhandled rejections, uncaught exceptions and warnings. */
  readonly defects: readonly string[];
  /** Its current memory and sockets. */
  usage(): Promise<ContainerUsage>;
  /** Advances the clock of a container that has `clockStartMs`. */
  skip(ms: number): void;
  /** SIGKILL; resolves once the process is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: its connections stay open, and nothing runs. */
  freeze(): void;
  /** SIGCONT. */
  thaw(): void;
}

/** One response of a container. */
export interface Invocation extends ParsedResponse {
  /** The fields of its log line. */
  line: Readonly<Record<string, unknown>>;
  /** Measured in the container, from event to response. */
  durationMs: number;
  /** The longest time during the request for which the container could not run. */
  lagMs: number;
  /** The size of its copies of entries after the request. */
  copyBytes: number;
  /** The times at which the event was sent and the response arrived, in milliseconds since the epoch. */
  sentAtMs: number;
  respondedAtMs: number;
}

/** The resources of a container. */
export interface ContainerUsage {
  /** Memory of the process. */
  rssBytes: number;
  /** Memory of objects and buffers after a garbage collection. */
  heldBytes: number;
  /** Open sockets, without idle connections to Genesys, which do not keep the process alive. */
  sockets: number;
}

/** A message to a container. */
export type ToContainer =
  | { type: 'invoke'; id: string; event: APIGatewayProxyEvent; remainingMs: number }
  | { type: 'usage'; id: string }
  | { type: 'skip'; ms: number };

/** A message from a container. */
export type FromContainer =
  | { type: 'ready' }
  | {
      type: 'response';
      id: string;
      result: APIGatewayProxyResult;
      line: Record<string, unknown>;
      durationMs: number;
      lagMs: number;
      copyBytes: number;
    }
  | { type: 'usage'; id: string; usage: ContainerUsage }
  | { type: 'upstream'; path: string }
  | { type: 'defect'; text: string };

/** The process ended before it responded. */
export class ContainerGone extends Error {
  override readonly name = 'ContainerGone';
}

const LAMBDA_REMAINING_MS = 120_000;
type Reply = Extract<FromContainer, { id: string }>;

/** Killed at exit, because a frozen process does not notice that its parent ends. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** How a container is started. */
export interface ContainerOptions {
  /** Milliseconds since the epoch at which its clock stands still until the test advances it: see movable-ports.ts. */
  clockStartMs?: number;
}

/**
 * Starts a container with only this environment. Resolves when it accepts events. It is killed when this process exits.
 */
export async function startContainer(
  env: Readonly<Record<string, string>>,
  { clockStartMs }: ContainerOptions = {},
): Promise<Container> {
  const { entry, compileCache } = await containerBundle();
  const child = fork(entry, clockStartMs === undefined ? [] : [String(clockStartMs)], {
    env: { NODE_COMPILE_CACHE: compileCache, ...env },
    execArgv: ['--expose-gc'],
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  const upstream: string[] = [];
  const defects: string[] = [];
  const exchange = exchangeWith(child);
  const ready = Promise.withResolvers<void>();
  child.on('message', (message: FromContainer) => {
    if (message.type === 'ready') ready.resolve();
    else if (message.type === 'upstream') upstream.push(message.path);
    else if (message.type === 'defect') defects.push(message.text);
    else exchange.settle(message);
  });
  child.once('close', () => ready.reject(new ContainerGone('the container did not start')));
  await ready.promise;

  const invoke: Container['invoke'] = async (event, remainingMs = LAMBDA_REMAINING_MS) => {
    const sentAtMs = Date.now();
    const reply = await exchange.send((id) => ({ type: 'invoke', id, event, remainingMs }));
    if (reply.type !== 'response') throw new TypeError(`${reply.type} is not a response`);
    const { result, line, durationMs, lagMs, copyBytes } = reply;
    const respondedAtMs = Date.now();
    return { ...parseResponse(result), line, durationMs, lagMs, copyBytes, sentAtMs, respondedAtMs };
  };
  return {
    upstream,
    defects,
    invoke,
    requestQueues: (parameters = {}) => invoke({ ...readEvent('queues'), body: JSON.stringify(parameters) }),
    usage: async () => {
      const reply = await exchange.send((id) => ({ type: 'usage', id }));
      if (reply.type !== 'usage') throw new TypeError(`${reply.type} is not usage`);
      return reply.usage;
    },
    skip: (ms) => void child.send({ type: 'skip', ms } satisfies ToContainer),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  };
}

/** The environment of a container that uses this simulator, with the variables of `env` added. */
export function containerEnvironment(
  { url, credentials }: GenesysSimulator,
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    GENESYS_API_URL: url,
    GENESYS_LOGIN_URL: url,
    GENESYS_CLIENT_ID: credentials.clientId,
    GENESYS_CLIENT_SECRET: credentials.clientSecret,
    ...env,
  };
}

/** Matches replies to requests by id. */
function exchangeWith(child: ChildProcess) {
  const waiting = new Map<string, { resolve: (reply: Reply) => void; reject: (error: Error) => void }>();
  let sent = 0;
  child.once('close', (code, signal) => {
    for (const { reject } of waiting.values())
      reject(new ContainerGone(`the container ended with ${signal ?? code}`));
    waiting.clear();
  });
  return {
    send: (messageOf: (id: string) => ToContainer): Promise<Reply> => {
      sent += 1;
      const id = String(sent);
      const { promise, resolve, reject } = Promise.withResolvers<Reply>();
      waiting.set(id, { resolve, reject });
      child.send(messageOf(id), (error) => {
        if (error) reject(new ContainerGone('the container takes no events', { cause: error }));
      });
      return promise;
    },
    settle: (reply: Reply) => {
      waiting.get(reply.id)?.resolve(reply);
      waiting.delete(reply.id);
    },
  };
}

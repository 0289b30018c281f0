import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { sleep } from '../../../lambda/runtime/clock.ts';
import type { PatientClock } from './patient-clock.ts';

/**
 * What can go wrong with any connection. `isRetriedOnAndOn`: the client does not take this for an answer but connects
 * anew until its time is over, and so time passes once it has happened.
 */
export type NetworkFault =
  /** Nobody listens any more, and connections that were open are gone. */
  | { kind: 'refused' }
  /** Takes what is sent, and passes nothing on. */
  | { kind: 'hang' }
  /** Passes on what is sent after `delayMs`. */
  | { kind: 'slow'; delayMs: number }
  /** Answers at once, with so many bytes a second. */
  | { kind: 'trickle'; bytesPerSecond: number }
  /** Resets the connection (TCP RST) as soon as anything is sent. */
  | { kind: 'reset'; isRetriedOnAndOn?: boolean }
  /** Does with what is sent as it likes. */
  | { kind: 'intercepted'; by: Interceptor; isRetriedOnAndOn?: boolean };

/** Gives what is passed on; may answer itself. Made anew for each connection. */
export type Interceptor = (client: Socket) => (chunk: Buffer) => Buffer;

/** A way to a server on this machine, which can be spoiled. */
export interface FaultyProxy {
  /** For example `127.0.0.1:41235`. */
  readonly address: string;
  /** Whether it keeps somebody waiting. */
  readonly isHolding: boolean;
  /** From now on, and on connections that are open, too. */
  spoil(fault: NetworkFault): void;
  /** Closes the connections that are open, politely, and goes on listening. */
  dropConnections(): void;
  /** Passes everything on again, on the same port. */
  heal(): Promise<void>;
  close(): void;
}

/** What the proxy stands before. */
export interface FaultyProxyOptions {
  readonly targetPort: number;
  readonly clock: PatientClock;
  /** The limit that the service has for this party; see `Party`. */
  readonly limitMs: number;
}

/** Starts a proxy on a free port. */
export async function startFaultyProxy({
  targetPort,
  clock,
  limitMs,
}: FaultyProxyOptions): Promise<FaultyProxy> {
  const clients = new Set<Socket>();
  const holding = new Set<Socket>();
  let fault: NetworkFault | undefined;
  let isRetried = false;

  function hold(client: Socket): void {
    holding.add(client);
    clock.look();
  }

  function release(client: Socket): void {
    holding.delete(client);
    clock.look();
  }

  async function sleepHolding(client: Socket, ms: number, gone: AbortSignal): Promise<void> {
    hold(client);
    await sleep(clock, ms, gone);
    release(client);
  }

  async function passOn(chunk: Buffer, client: Socket, server: Socket, gone: AbortSignal): Promise<void> {
    if (fault?.kind === 'hang') return hold(client);
    if (fault?.kind === 'reset') return void client.resetAndDestroy();
    if (fault?.kind === 'slow') await sleepHolding(client, fault.delayMs, gone);
    if (!server.destroyed) server.write(chunk);
  }

  async function passBack(chunk: Buffer, client: Socket, gone: AbortSignal): Promise<void> {
    const bytes = fault?.kind === 'trickle' ? fault.bytesPerSecond : chunk.byteLength;
    for (let start = 0; start < chunk.byteLength; start += bytes) {
      if (start > 0) await sleepHolding(client, 1000, gone);
      client.write(chunk.subarray(start, start + bytes));
    }
  }

  const listener = createServer((client) => {
    const server = connect(targetPort, '127.0.0.1');
    const gone = new AbortController();
    let intercept: ReturnType<Interceptor> | undefined;
    clients.add(client);
    client.on('data', (chunk) => {
      isRetried = fault !== undefined && 'isRetriedOnAndOn' in fault && fault.isRetriedOnAndOn === true;
      clock.look();
      if (fault?.kind === 'intercepted') intercept ??= fault.by(client);
      const left = fault?.kind === 'intercepted' && intercept ? intercept(chunk) : chunk;
      if (left.byteLength > 0) passOn(left, client, server, gone.signal).catch(() => undefined);
    });
    server.on('data', (chunk) => void passBack(chunk, client, gone.signal).catch(() => undefined));
    server.on('error', () => undefined);
    client.on('error', () => undefined);
    server.on('close', () => client.end());
    client.on('close', () => {
      gone.abort();
      clients.delete(client);
      server.destroy();
      release(client);
    });
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;

  const proxy: FaultyProxy = {
    address: `127.0.0.1:${port}`,
    get isHolding() {
      return holding.size > 0 || isRetried;
    },
    spoil: (next) => {
      fault = next;
      if (fault.kind === 'refused') proxy.close();
    },
    dropConnections: () => {
      for (const client of clients) client.end();
    },
    heal: async () => {
      fault = undefined;
      isRetried = false;
      for (const client of holding) client.destroy();
      holding.clear();
      if (!listener.listening) await once(listener.listen(port, '127.0.0.1'), 'listening');
    },
    close: () => {
      listener.close();
      for (const client of clients) client.destroy();
    },
  };
  clock.watch({ limitMs, isHolding: () => proxy.isHolding });
  return proxy;
}

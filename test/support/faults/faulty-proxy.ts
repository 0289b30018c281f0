import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { sleep } from '../../../lambda/runtime/deadline.ts';
import { findFreePort } from '../free-port.ts';
import type { StallClock } from './stall-clock.ts';

/**
 * A fault that any connection can have. `retriesUntilTimeout`: the client reconnects until its timeout, so the clock
 * must advance once the fault has occurred.
 */
export type NetworkFault =
  /** The port is closed, and so are the open connections. */
  | { kind: 'refused' }
  /** Accepts data and forwards none. */
  | { kind: 'hang' }
  /** Forwards data after `delayMs`. */
  | { kind: 'slow'; delayMs: number }
  /** Replies at once, but slowly. */
  | { kind: 'trickle'; bytesPerSecond: number }
  /** Resets the connection (TCP RST) when the client sends data. */
  | { kind: 'reset'; retriesUntilTimeout?: boolean }
  /** Passes the client's data through an interceptor. */
  | { kind: 'intercepted'; by: Interceptor; retriesUntilTimeout?: boolean };

/** Returns the data to forward, and may reply itself. Created for each connection. */
export type Interceptor = (client: Socket) => (chunk: Buffer) => Buffer;

/** A proxy to a server on this machine that can inject faults. */
export interface FaultyProxy {
  /** For example `127.0.0.1:41235`. */
  readonly address: string;
  /** Whether it is delaying a reply. */
  readonly isStalling: boolean;
  /** Applies to new and to open connections. */
  inject(fault: NetworkFault): void;
  /** Closes the open connections with FIN, and keeps listening. */
  dropConnections(): void;
  /** Ends the fault, on the same port. */
  heal(): Promise<void>;
  close(): void;
}

/** How the proxy is started. */
export interface FaultyProxyOptions {
  readonly targetPort: number;
  readonly clock: StallClock;
  /** The service's timeout for this dependency; see `Dependency`. */
  readonly timeoutMs: number;
}

/** Starts a proxy on a free port. */
export async function startFaultyProxy({
  targetPort,
  clock,
  timeoutMs,
}: FaultyProxyOptions): Promise<FaultyProxy> {
  const clients = new Set<Socket>();
  const stalled = new Set<Socket>();
  let fault: NetworkFault | undefined;
  let isRetrying = false;

  function stall(client: Socket): void {
    stalled.add(client);
    clock.check();
  }

  function release(client: Socket): void {
    stalled.delete(client);
    clock.check();
  }

  async function sleepStalled(client: Socket, ms: number, gone: AbortSignal): Promise<void> {
    stall(client);
    await sleep(clock, ms, gone);
    release(client);
  }

  async function forward(chunk: Buffer, client: Socket, server: Socket, gone: AbortSignal): Promise<void> {
    if (fault?.kind === 'hang') return stall(client);
    if (fault?.kind === 'reset') return void client.resetAndDestroy();
    if (fault?.kind === 'slow') await sleepStalled(client, fault.delayMs, gone);
    if (!server.destroyed) server.write(chunk);
  }

  async function sendBack(chunk: Buffer, client: Socket, gone: AbortSignal): Promise<void> {
    const bytes = fault?.kind === 'trickle' ? fault.bytesPerSecond : chunk.byteLength;
    for (let start = 0; start < chunk.byteLength; start += bytes) {
      if (start > 0) await sleepStalled(client, 1000, gone);
      client.write(chunk.subarray(start, start + bytes));
    }
  }

  // Not a port of the system's choice, which could be another server's when `heal` listens again.
  const port = await findFreePort();
  const listener = createServer((client) => {
    const server = connect(targetPort, '127.0.0.1');
    const gone = new AbortController();
    let intercept: ReturnType<Interceptor> | undefined;
    clients.add(client);
    client.on('data', (chunk) => {
      isRetrying =
        fault !== undefined && 'retriesUntilTimeout' in fault && fault.retriesUntilTimeout === true;
      clock.check();
      if (fault?.kind === 'intercepted') intercept ??= fault.by(client);
      const forwarded = fault?.kind === 'intercepted' && intercept ? intercept(chunk) : chunk;
      if (forwarded.byteLength > 0) forward(forwarded, client, server, gone.signal).catch(() => undefined);
    });
    server.on('data', (chunk) => void sendBack(chunk, client, gone.signal).catch(() => undefined));
    server.on('error', () => undefined);
    client.on('error', () => undefined);
    server.on('close', () => client.end());
    client.on('close', () => {
      gone.abort();
      clients.delete(client);
      server.destroy();
      release(client);
    });
  }).listen(port, '127.0.0.1');
  await once(listener, 'listening');

  const proxy: FaultyProxy = {
    address: `127.0.0.1:${port}`,
    get isStalling() {
      return stalled.size > 0 || isRetrying;
    },
    inject: (next) => {
      fault = next;
      if (fault.kind === 'refused') proxy.close();
    },
    dropConnections: () => {
      for (const client of clients) client.end();
    },
    heal: async () => {
      fault = undefined;
      isRetrying = false;
      for (const client of stalled) client.destroy();
      stalled.clear();
      if (!listener.listening) await once(listener.listen(port, '127.0.0.1'), 'listening');
    },
    close: () => {
      listener.close();
      for (const client of clients) client.destroy();
    },
  };
  clock.watch({ timeoutMs, isStalling: () => proxy.isStalling });
  return proxy;
}

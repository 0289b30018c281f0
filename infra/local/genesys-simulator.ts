import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Models } from 'purecloud-platform-client-v2';
import { type SimulatedTable, sampleDataTables } from './simulator/data-tables.ts';
import { sampleEmergencyGroups } from './simulator/emergency-groups.ts';
import { sampleExternalContacts } from './simulator/external-contacts.ts';
import { createFaultQueue, type Fault } from './simulator/faults.ts';
import { sampleQueues } from './simulator/queues.ts';
import { createRequestLog, type RecordedRequest } from './simulator/request-log.ts';
import { permissions as routePermissions } from './simulator/routes.ts';
import { sampleSchedules } from './simulator/schedules.ts';
import { type LiveSettings, serveGenesys } from './simulator/service.ts';
import { createTokens } from './simulator/tokens.ts';
import { type SimulatedUser, sampleUsers } from './simulator/users.ts';

const KEEP_ALIVE_MS = 60_000;

/** Options of the simulated organisation; all have defaults. */
export interface GenesysSimulatorOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Name or IPv4 address to listen on; default `127.0.0.1`. */
  readonly host?: string;
  /** The accepted client id; default `local-client`. */
  readonly clientId?: string;
  /** The accepted client secret; default `local-secret`. */
  readonly clientSecret?: string;
  /** Default 86,400. */
  readonly tokenLifetimeSeconds?: number;
  /** Default 300. */
  readonly callsPerMinutePerToken?: number;
  /** Delay of every API response, not of logins; default 0. */
  readonly latencyMs?: number;
  /** Permissions of the client's roles; default: all that the data actions need. */
  readonly permissions?: readonly string[];
  /** Milliseconds since the epoch, for token expiry and the rate window (delays are real); default Date.now. */
  readonly nowMs?: () => number;
  /** Default: the 130 sample queues. Ids in lower case. */
  readonly queues?: readonly Models.Queue[];
  /** Default: the 12 sample users. Ids in lower case. */
  readonly users?: readonly SimulatedUser[];
  /** Default: the 2 sample groups. Ids in lower case. */
  readonly emergencyGroups?: readonly Models.EmergencyGroup[];
  /** Default: the sample schedules. Ids in lower case. */
  readonly schedules?: readonly Models.Schedule[];
  /** Default: the sample schedule groups. Ids in lower case. */
  readonly scheduleGroups?: readonly Models.ScheduleGroup[];
  /** Default: the 4 sample contacts. */
  readonly externalContacts?: readonly Models.ExternalContact[];
  /** Default: the sample table. Ids in lower case. */
  readonly dataTables?: readonly SimulatedTable[];
}

/** A simulated Genesys Cloud organisation that can be made to fail. */
export interface GenesysSimulator extends LiveSettings {
  /** `http://127.0.0.1:<port>`: both the API and the login host. */
  readonly url: string;
  /** Number of requests received, including those that a fault hit; `logins` are requests to `/oauth/token`. */
  readonly calls: { readonly logins: number; readonly api: number };
  /** The last 1,000 requests, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** Open connections, idle ones included (fetch opens a spare one when a call is aborted). */
  readonly openSockets: number;
  /** Requests without a complete response or a closed connection; 0 once every aborted call is closed. */
  readonly pendingRequests: number;
  /**
   * Adds a fault. Each call gets the oldest fault for its target that still applies.
   * @throws RangeError or TypeError for an invalid fault, such as a status of 200.
   */
  fail(fault: Fault): void;
  /** Removes all faults and closes the connections of hanging requests. */
  heal(): void;
  /** Revokes every issued token: calls with it get 401 `bad.credentials`. */
  revokeTokens(): void;
  /** Closes every connection and the port. Further calls do nothing. */
  close(): Promise<void>;
}

/**
 * Starts a simulator; it listens when the promise resolves.
 * @throws the error of node:net, such as EADDRINUSE, if it cannot listen.
 */
export async function startGenesysSimulator(
  options: GenesysSimulatorOptions = {},
): Promise<GenesysSimulator> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS });
  const sockets = openSocketsOf(server);
  const url = await listen(server, options.port ?? 0, options.host ?? '127.0.0.1');

  const { nowMs = Date.now, callsPerMinutePerToken = 300, tokenLifetimeSeconds = 86_400 } = options;
  const tokens = createTokens(callsPerMinutePerToken, nowMs);
  const faults = createFaultQueue();
  const log = createRequestLog();
  const hanging = new Set<Socket>();
  let pending = 0;
  let closed: Promise<void> | undefined;

  const simulator: GenesysSimulator = {
    url,
    ...settingsOf(options),
    calls: log.calls,
    requests: log.requests,
    get openSockets() {
      return sockets.size;
    },
    get pendingRequests() {
      return pending;
    },
    fail: faults.add,
    heal() {
      faults.clear();
      for (const socket of hanging) socket.destroy();
      hanging.clear();
    },
    revokeTokens: tokens.revokeAll,
    close() {
      closed ??= closeAll(server, sockets);
      return closed;
    },
  };

  const samples = sampleSchedules();
  const organization = {
    queues: options.queues ?? defaultQueues(),
    users: options.users ?? sampleUsers(),
    emergencyGroups: options.emergencyGroups ?? sampleEmergencyGroups(),
    schedules: options.schedules ?? samples.schedules,
    scheduleGroups: options.scheduleGroups ?? samples.scheduleGroups,
    externalContacts: options.externalContacts ?? sampleExternalContacts(),
    dataTables: options.dataTables ?? sampleDataTables(),
  };
  const limits = { tokenLifetimeSeconds, callsPerMinutePerToken };
  const service = { settings: simulator, organization, ...limits, tokens, faults, log, hanging, nowMs };
  server.on('request', (request, response) => {
    pending += 1;
    response.once('close', () => {
      pending -= 1;
    });
    serveGenesys(service, request, response);
  });
  return simulator;
}

let madeQueues: readonly Models.Queue[] | undefined;

/** The sample queues, made once: no simulator changes them. */
function defaultQueues(): readonly Models.Queue[] {
  madeQueues ??= sampleQueues();
  return madeQueues;
}

function settingsOf(options: GenesysSimulatorOptions): LiveSettings {
  const { latencyMs = 0, permissions = routePermissions } = options;
  const { clientId = 'local-client', clientSecret = 'local-secret' } = options;
  return { latencyMs, permissions, credentials: { clientId, clientSecret } };
}

function openSocketsOf(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

async function listen(server: Server, port: number, host: string): Promise<string> {
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  return `http://${host}:${typeof address === 'object' && address ? address.port : port}`;
}

/** Also waits for the sockets: the server emits `close` before the last of them does. */
async function closeAll(server: Server, sockets: Iterable<Socket>): Promise<void> {
  const closing = [once(server, 'close'), ...Array.from(sockets, (socket) => once(socket, 'close'))];
  server.close();
  for (const socket of sockets) socket.destroy();
  await Promise.all(closing);
}

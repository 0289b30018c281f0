import { readFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { type GenesysSimulator, startGenesysSimulator } from '../../infra/local/genesys-simulator.ts';
import { createApp, type Ports } from '../../lambda/app.ts';
import type { CacheStore } from '../../lambda/cache/store.ts';
import { parseConfig } from '../../lambda/config/environment.ts';
import type { RequestRecord } from '../../lambda/telemetry/events.ts';
import { lambdaContext } from './lambda-context.ts';
import { createMovableClock, type MovableClock } from './movable-clock.ts';

/** The whole service in this process, with its own simulator. */
export interface TestService {
  /** The clock of the service and its simulator, unless the test sets another. */
  readonly clock: MovableClock;
  readonly simulator: GenesysSimulator;
  /** The store of the entries. */
  readonly store: CacheStore;
  /** The telemetry record of each request, oldest first. */
  readonly records: RequestRecord[];
  /** Invokes the handler as Lambda does. `remainingMs` is the remaining time that Lambda reports (15 s). */
  invoke(event: APIGatewayProxyEvent, remainingMs?: number): Promise<APIGatewayProxyResult>;
  /** Sends a request for a data action. */
  request(action: string, parameters?: Record<string, unknown>): Promise<ParsedResponse>;
  /** Sends a request for the `queues` data action. */
  requestQueues(parameters?: Record<string, unknown>, remainingMs?: number): Promise<ParsedResponse>;
}

/** A response with its body parsed. */
export interface ParsedResponse {
  statusCode: number;
  headers: Record<string, unknown>;
  body: Record<string, unknown>;
}

/** Overrides of a test. */
export interface TestServiceOptions {
  env?: Record<string, string>;
  ports?: Partial<Ports>;
  simulator?: GenesysSimulator;
}

/** The maximum setting. The Redis client itself also waits this long for a reply, in real time. */
export const LONG_REDIS_TIMEOUT_MS = 5000;

/**
 * Starts a service that is closed when the test ends. It uses the test's clock: on a slow machine no timeout passes until
 * the test skips the time.
 */
export async function startService(t: TestContext, options: TestServiceOptions = {}): Promise<TestService> {
  const clock = createMovableClock();
  const simulator = options.simulator ?? (await startGenesysSimulator({ nowMs: clock.epochMs }));
  const records: RequestRecord[] = [];
  const config = parseConfig({
    GENESYS_API_URL: simulator.url,
    GENESYS_LOGIN_URL: simulator.url,
    GENESYS_CLIENT_ID: simulator.credentials.clientId,
    GENESYS_CLIENT_SECRET: simulator.credentials.clientSecret,
    REDIS_TIMEOUT_MS: String(LONG_REDIS_TIMEOUT_MS),
    // As `npm start` with its simulator.
    EXTERNAL_CONTACTS: 'true',
    ...options.env,
  });
  const telemetry = { request: (record: RequestRecord) => records.push(record) };
  const service = createApp(config, { clock, telemetry, ...options.ports });
  t.after(async () => {
    service.close();
    await simulator.close();
  });
  const invoke = (event: APIGatewayProxyEvent, remainingMs = 15_000) =>
    service.handler(structuredClone(event), lambdaContext(remainingMs));
  return {
    clock,
    simulator,
    store: service.store,
    records,
    invoke,
    request: async (action, parameters = {}) => parseResponse(await invoke(eventOf(action, parameters))),
    requestQueues: async (parameters = {}, remainingMs = 15_000) =>
      parseResponse(await invoke({ ...readEvent('queues'), body: JSON.stringify(parameters) }, remainingMs)),
  };
}

/** Reads an event of test/events by its file name without the extension. */
export function readEvent(name: string): APIGatewayProxyEvent {
  return JSON.parse(readFileSync(new URL(`../events/${name}.json`, import.meta.url), 'utf8'));
}

/** The event of a request for a data action. */
export function eventOf(action: string, parameters: Record<string, unknown>): APIGatewayProxyEvent {
  return { ...readEvent('queues'), path: `/dataaction/${action}`, body: JSON.stringify(parameters) };
}

/** Parses the body of a response. */
export function parseResponse({ statusCode, headers, body }: APIGatewayProxyResult): ParsedResponse {
  return { statusCode, headers: { ...headers }, body: JSON.parse(body) };
}

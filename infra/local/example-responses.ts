import { once } from 'node:events';
import { createServer } from 'node:http';
import type { DataAction } from '../../lambda/actions/define.ts';
import { createApp } from '../../lambda/app.ts';
import { parseConfig } from '../../lambda/config/environment.ts';
import { type Clock, systemClock } from '../../lambda/runtime/clock.ts';
import { inputExample } from '../openapi/schemas.ts';
import { createGateway } from './gateway.ts';
import { startGenesysSimulator } from './genesys-simulator.ts';

/** A Monday morning, so that the responses are the same each time. */
const NOW_MS = Date.UTC(2026, 0, 12, 9);
/** Longer timers are timeouts, which must not depend on the speed of the machine. */
const MAX_TIMER_MS = 2000;

const clock: Clock = {
  epochMs: () => NOW_MS,
  monotonicMs: () => 0,
  timer: (ms, onDue) => (ms <= MAX_TIMER_MS ? systemClock.timer(ms, onDue) : () => undefined),
};

/** A miss. */
export interface ExampleResponse {
  readonly body: unknown;
  /** The number of calls to Genesys. */
  readonly calls: number;
}

/**
 * The response to the example request of each data action, by name: of the product, with the simulated Genesys and an
 * empty cache. An action whose example request fails has none.
 */
export async function exampleResponses(actions: Iterable<DataAction>): Promise<Map<string, ExampleResponse>> {
  const simulator = await startGenesysSimulator({ nowMs: clock.epochMs });
  const config = parseConfig({
    GENESYS_API_URL: simulator.url,
    GENESYS_LOGIN_URL: simulator.url,
    GENESYS_CLIENT_ID: simulator.credentials.clientId,
    GENESYS_CLIENT_SECRET: simulator.credentials.clientSecret,
    // Data actions that are off by default have examples, too.
    EXTERNAL_CONTACTS: 'true',
  });
  const app = createApp(config, { clock, telemetry: { request: () => undefined } });
  const server = createServer(createGateway(app.handler, clock)).listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error(`no port: ${address}`);
    const responses = new Map<string, ExampleResponse>();
    for (const action of actions) {
      const callsBefore = simulator.calls.api;
      const response = await fetch(`http://127.0.0.1:${address.port}/dataaction/${action.name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', connection: 'close' },
        body: JSON.stringify(inputExample(action)),
      });
      const body: unknown = await response.json();
      if (response.ok) responses.set(action.name, { body, calls: simulator.calls.api - callsBefore });
    }
    return responses;
  } finally {
    server.close();
    app.close();
    await simulator.close();
  }
}

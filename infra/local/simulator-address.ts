import { UsageError } from '../command.ts';
import { type GenesysSimulator, startGenesysSimulator } from './genesys-simulator.ts';

/** What to do if node:net cannot listen, by the code of its error. */
const REFUSED = new Map<unknown, (host: string, port: number) => string>([
  ['EADDRINUSE', (_, port) => `port ${port} is taken; choose another one with --port`],
  ['EACCES', (_, port) => `port ${port} needs administrator rights; choose one above 1023 with --port`],
  ['EADDRNOTAVAIL', (host) => notOnThisMachine(host)],
  ['ENOTFOUND', (host) => notOnThisMachine(host)],
  ['EAI_AGAIN', (host) => notOnThisMachine(host)],
]);

function notOnThisMachine(host: string): string {
  return `--host is ${JSON.stringify(host)}, expected an address of this machine, such as 127.0.0.1 or 0.0.0.0`;
}

/** Starts a simulator at the host and port of the command line. Throws a {@link UsageError} if it cannot listen there. */
export async function startSimulatorAt(address: { host: string; port: string }): Promise<GenesysSimulator> {
  const { host } = address;
  const port = parsePort(address.port);
  try {
    return await startGenesysSimulator({ host, port });
  } catch (error) {
    const explain = REFUSED.get(error instanceof Error && 'code' in error ? error.code : undefined);
    if (explain === undefined) throw error;
    throw new UsageError(explain(host, port), { cause: error });
  }
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--port is ${JSON.stringify(text)}, expected an integer from 0 to 65535`);
}

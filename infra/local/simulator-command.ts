import { readArguments, runCommand, UsageError } from '../command.ts';
import { type GenesysSimulator, startGenesysSimulator } from './genesys-simulator.ts';

const HELP = `Runs only the simulated Genesys Cloud, for a function that runs elsewhere, such as in sam local.

usage: npm run simulator -- [--host HOST] [--port PORT]

  --host HOST  name or IPv4 address to listen on (127.0.0.1); 0.0.0.0 lets containers reach it
  --port PORT  port to listen on (3001); 0 for any free port
`;

async function main(): Promise<void> {
  const { values } = readArguments({
    options: {
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '3001' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const { host } = values;
  const simulator = await start(host, parsePort(values.port));
  announce(simulator);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void simulator.close().then(() => process.exit(0)));
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--port is ${JSON.stringify(text)}, expected an integer from 0 to 65535`);
}

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

async function start(host: string, port: number): Promise<GenesysSimulator> {
  try {
    return await startGenesysSimulator({ host, port });
  } catch (error) {
    const explain = REFUSED.get(error instanceof Error && 'code' in error ? error.code : undefined);
    if (explain === undefined) throw error;
    throw new UsageError(explain(host, port), { cause: error });
  }
}

function announce({ url, credentials }: GenesysSimulator): void {
  process.stdout.write(`listening on ${url}
  GENESYS_CLIENT_ID      ${credentials.clientId}
  GENESYS_CLIENT_SECRET  ${credentials.clientSecret}
`);
}

await runCommand(main);

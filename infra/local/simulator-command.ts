import { readArguments, runCommand } from '../command.ts';
import type { GenesysSimulator } from './genesys-simulator.ts';
import { startSimulatorAt } from './simulator-address.ts';

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
  const simulator = await startSimulatorAt(values);
  announce(simulator);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void simulator.close().then(() => process.exit(0)));
}

function announce({ url, credentials }: GenesysSimulator): void {
  process.stdout.write(`listening on ${url}
  GENESYS_CLIENT_ID      ${credentials.clientId}
  GENESYS_CLIENT_SECRET  ${credentials.clientSecret}
`);
}

await runCommand(main);

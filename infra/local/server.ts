import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SETTINGS } from '../../lambda/config/settings.ts';
import { readArguments, runCommand, UsageError } from '../command.ts';
import { createGateway } from './gateway.ts';
import type { RunsOn } from './page/page-state.ts';
import { createPage, routeBetween } from './page/routes.ts';
import { type LocalProduct, startProduct } from './product.ts';

const HELP = `Runs the whole product on this machine: API Gateway, the Lambda handler, a cache and Genesys Cloud.
Its page in the browser calls the data actions, and can break Genesys or Redis.

usage: npm start

environment:
  PORT                    port on 127.0.0.1 (${SETTINGS.port.defaults.function}); 0 for any free port
  REDIS_URL               redis:// or rediss:// URL of the cache; default: a cache in this process
  GENESYS_CLIENT_ID       with GENESYS_CLIENT_SECRET and GENESYS_REGION: call the real Genesys Cloud;
  GENESYS_CLIENT_SECRET   default: start a simulator and call it
  GENESYS_REGION          for example mypurecloud.ie
docs/reference.md lists all variables.
`;

interface Running {
  server: Server;
  product: LocalProduct;
}

async function main(): Promise<void> {
  const { values } = readArguments({ options: { help: { type: 'boolean', short: 'h' } } });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }

  // Metrics are for CloudWatch; here their lines would clutter the log.
  process.env.POWERTOOLS_METRICS_DISABLED ??= 'true';
  // Here the log shows every request, plain hits too.
  process.env.POWERTOOLS_LOG_LEVEL ??= 'DEBUG';
  const product = await startProduct(process.env);
  const server = createServer(routeBetween(createPage(product.page), createGateway(product.handler)));
  await listen(server, product.port);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop({ server, product }));
  if (process.env.npm_lifecycle_event === 'start') onParentExit(() => stop({ server, product }));
  announce(server, product.page.runsOn);
}

/** The id of the parent process. Read at startup, because it changes when the parent ends. */
const PARENT_PID = process.ppid;
const PARENT_CHECK_MS = 200;

/**
 * Calls `end` once the parent process has ended. npm sends SIGTERM only to its shell, which ends without passing it on, so
 * the server notices only that its parent has changed.
 */
function onParentExit(end: () => void): void {
  const timer = setInterval(() => {
    if (process.ppid === PARENT_PID) return;
    clearInterval(timer);
    end();
  }, PARENT_CHECK_MS).unref();
}

const REFUSED = new Map<unknown, string>([
  ['EADDRINUSE', 'is taken'],
  ['EACCES', 'needs administrator rights'],
]);

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    const reason = REFUSED.get(error instanceof Error && 'code' in error ? error.code : undefined);
    if (reason === undefined) throw error;
    throw new UsageError(
      `port ${port} ${reason}; choose another one, or use any free port: PORT=0 npm start`,
    );
  }
}

function announce(server: Server, { node, cache, genesys }: RunsOn): void {
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  process.stdout.write(`node     ${node}
cache    ${cache}
genesys  ${genesys}
listening on ${url}

open it in a browser, or run this twice:
  curl -i ${url}/dataaction/queues -H 'Content-Type: application/json' -d '{"name":"*support*","pageSize":2}'
`);
}

async function stop({ server, product }: Running): Promise<void> {
  server.close();
  server.closeAllConnections();
  await product.close();
  process.exit(0);
}

await runCommand(main);

import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems give to `listen(0)` and to outgoing connections. */
const FIRST_PORT = 20_000;
const PORTS = 12_000;

/**
 * A port on 127.0.0.1 that is currently free. The system does not give it to others, so a server can stop and later
 * listen on it again.
 */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    const probe = createServer().listen(port, '127.0.0.1');
    const isFree = await once(probe, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    probe.close();
    await once(probe, 'close');
    return port;
  }
}

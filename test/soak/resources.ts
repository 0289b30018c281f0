import type { Container, ContainerUsage } from '../support/container.ts';
import type { LocalSystem } from './local-system.ts';

/** The resources that the idle system uses. */
export interface Resources {
  containers: Map<Container, ContainerUsage>;
  redisClients: number;
  genesysSockets: number;
  /** Requests to Genesys that have not ended. */
  genesysRequests: number;
}

const MEBIBYTE = 1024 * 1024;
/** Room for caches and compiled code. */
const MAX_GROWTH_BYTES = 24 * MEBIBYTE;
/** One to Redis, 10 to Genesys for the max number of concurrent calls, and 10 more for aborted calls. */
const MAX_SOCKETS = 1 + 10 + 10;
/** The soak's memory limit for a container. */
const FUNCTION_BYTES = 512 * MEBIBYTE;

/** Measures all containers after a garbage collection. */
export async function measure({ inService, observer, simulator }: LocalSystem): Promise<Resources> {
  const usages = [...inService].map(async (container) => [container, await container.usage()] as const);
  const clients = String(await observer.client('LIST'));
  return {
    containers: new Map(await Promise.all(usages)),
    redisClients: clients.trim().split('\n').length,
    genesysSockets: simulator.openSockets,
    genesysRequests: simulator.pendingRequests,
  };
}

/** Describes the leaks. A container started during the soak is compared with the largest one at the start. */
export function leaksBetween(start: Resources, end: Resources): string[] {
  const problems: string[] = [];
  const largestBytes = Math.max(...[...start.containers.values()].map(({ heldBytes }) => heldBytes));
  for (const [container, { rssBytes, heldBytes, sockets }] of end.containers) {
    const growthBytes = heldBytes - (start.containers.get(container)?.heldBytes ?? largestBytes);
    if (growthBytes > MAX_GROWTH_BYTES)
      problems.push(`a container's memory grew by ${mebibytes(growthBytes)}`);
    if (rssBytes > FUNCTION_BYTES) problems.push(`a container has ${mebibytes(rssBytes)} of memory`);
    if (sockets > MAX_SOCKETS) problems.push(`a container holds ${sockets} sockets`);
  }
  const clients = end.containers.size + 1;
  if (end.redisClients > clients)
    problems.push(`Redis has ${end.redisClients} clients, expected at most ${clients}`);
  if (end.genesysRequests > 0) problems.push(`${end.genesysRequests} requests to Genesys have not ended`);
  if (end.genesysSockets > end.containers.size * MAX_SOCKETS)
    problems.push(`Genesys has ${end.genesysSockets} connections`);
  return problems;
}

/** One line of text. */
export function describeResources({ containers, redisClients, genesysSockets }: Resources): string {
  const usages = [...containers.values()];
  const held = usages.map(({ heldBytes }) => mebibytes(heldBytes)).join(', ');
  const resident = usages.map(({ rssBytes }) => mebibytes(rssBytes)).join(', ');
  const sockets = usages.map((usage) => usage.sockets).join(', ');
  return `held ${held}; resident ${resident}; sockets ${sockets}; Redis clients ${redisClients}; Genesys connections ${genesysSockets}`;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / MEBIBYTE)} MiB`;
}

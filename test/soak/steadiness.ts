import type { Container, ContainerUsage } from '../support/container.ts';
import type { World } from './world.ts';

/** What the system holds on to while it has nothing to do. */
export interface Holdings {
  containers: Map<Container, ContainerUsage>;
  redisClients: number;
  genesysSockets: number;
  /** Requests that Genesys has neither answered nor seen end. */
  genesysRequests: number;
}

const MEBIBYTE = 1024 * 1024;
/** What caches and compiled code may add. */
const MOST_GROWTH_BYTES = 24 * MEBIBYTE;
/** One to Redis, as many to Genesys as there may be calls at once, and as many spare ones for those given up. */
const MOST_SOCKETS = 1 + 10 + 10;
/** What the function has in AWS: with more, Lambda would kill it. */
const FUNCTION_BYTES = 512 * MEBIBYTE;

/** Measures all containers, garbage collected. */
export async function measure({ inService, observer, simulator }: World): Promise<Holdings> {
  const usages = [...inService].map(async (container) => [container, await container.usage()] as const);
  const clients = String(await observer.client('LIST'));
  return {
    containers: new Map(await Promise.all(usages)),
    redisClients: clients.trim().split('\n').length,
    genesysSockets: simulator.openSockets,
    genesysRequests: simulator.pendingRequests,
  };
}

/** What is not steady; a container that was started meanwhile is compared with the biggest one of the beginning. */
export function unsteady(start: Holdings, end: Holdings): string[] {
  const problems: string[] = [];
  const largestBytes = Math.max(...[...start.containers.values()].map(({ heldBytes }) => heldBytes));
  for (const [container, { rssBytes, heldBytes, sockets }] of end.containers) {
    const grownBytes = heldBytes - (start.containers.get(container)?.heldBytes ?? largestBytes);
    if (grownBytes > MOST_GROWTH_BYTES)
      problems.push(`a container's memory grew by ${mebibytes(grownBytes)}`);
    if (rssBytes > FUNCTION_BYTES) problems.push(`a container has ${mebibytes(rssBytes)} of memory`);
    if (sockets > MOST_SOCKETS) problems.push(`a container holds ${sockets} sockets`);
  }
  const clients = end.containers.size + 1;
  if (end.redisClients > clients)
    problems.push(`Redis has ${end.redisClients} clients, expected at most ${clients}`);
  if (end.genesysRequests > 0) problems.push(`${end.genesysRequests} requests to Genesys have not ended`);
  if (end.genesysSockets > end.containers.size * MOST_SOCKETS)
    problems.push(`Genesys has ${end.genesysSockets} connections`);
  return problems;
}

/** For people. */
export function describeHoldings({ containers, redisClients, genesysSockets }: Holdings): string {
  const usages = [...containers.values()];
  const held = usages.map(({ heldBytes }) => mebibytes(heldBytes)).join(', ');
  const resident = usages.map(({ rssBytes }) => mebibytes(rssBytes)).join(', ');
  const sockets = usages.map((usage) => usage.sockets).join(', ');
  return `held ${held}; resident ${resident}; sockets ${sockets}; Redis clients ${redisClients}; Genesys connections ${genesysSockets}`;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / MEBIBYTE)} MiB`;
}

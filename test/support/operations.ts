import type { Limit, Operation } from '../../lambda/runtime/rate-limiter.ts';

const QUEUES: Operation = { name: 'getRoutingQueues', family: 'routing' };

/** This many calls of one operation, `getRoutingQueues`. */
export function calls(count: number): Operation[] {
  return Array.from({ length: count }, () => QUEUES);
}

/** The limit of one of these operations, as Genesys names it in a 429; `getRoutingQueues` by default. */
export function limitOf(namespace: string | undefined, operation = QUEUES): Limit {
  return { of: 'operation', operation, namespace };
}

/** The limit of the access token, whose pause stops all calls. */
export const OF_TOKEN: Limit = { of: 'token' };

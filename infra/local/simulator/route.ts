import type { Models } from 'purecloud-platform-client-v2';
import { type GenesysAnswer, refusal } from './response.ts';
import type { SimulatedUser } from './users.ts';

/** What the simulated organisation holds. */
export interface GenesysOrganization {
  readonly queues: readonly Models.Queue[];
  readonly users: readonly SimulatedUser[];
}

/** One API call whose caller may make it. */
export interface ApiCall {
  readonly query: URLSearchParams;
  /** The values of the path pattern's `{names}`, decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
  /** The parsed body; undefined when there is none, or none that is JSON. */
  readonly body: unknown;
  /** Appears in error bodies as `contextId`. */
  readonly correlationId: string;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

/** An endpoint: where it is, which permission it takes, and what it says. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** For example `/api/v2/routing/queues/{queueId}`; a name stands for one whole segment. */
  readonly path: string;
  /** Undefined: none. */
  readonly permission: string | undefined;
  answer(call: ApiCall, organization: GenesysOrganization): GenesysAnswer;
}

/** The queue that a path names, or the refusal of a name that none has. */
export function queueOf(
  { pathParameters, correlationId }: ApiCall,
  { queues }: GenesysOrganization,
): { queue: Models.Queue } | { refused: GenesysAnswer } {
  const queueId = pathParameters.queueId ?? '';
  const queue = queues.find(({ id }) => id === queueId.toLowerCase());
  if (queue) return { queue };
  const message = `Unable to find a queue with the id ${queueId}`;
  return { refused: refusal('not.found', correlationId, { message, messageParams: { queueId } }) };
}

import type { Models } from 'purecloud-platform-client-v2';
import type { SimulatedTable } from './data-tables.ts';
import { errorResponse, type GenesysResponse } from './response.ts';
import type { SimulatedUser } from './users.ts';

/** The data of the simulated organisation. */
export interface GenesysOrganization {
  readonly queues: readonly Models.Queue[];
  readonly users: readonly SimulatedUser[];
  readonly emergencyGroups: readonly Models.EmergencyGroup[];
  readonly externalContacts: readonly Models.ExternalContact[];
  readonly dataTables: readonly SimulatedTable[];
  readonly schedules: readonly Models.Schedule[];
  readonly scheduleGroups: readonly Models.ScheduleGroup[];
}

/** One authorised API call. */
export interface ApiCall {
  readonly query: URLSearchParams;
  /** The values of the path pattern's `{names}`, decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
  /** The parsed body; undefined if it is missing or not JSON. */
  readonly body: unknown;
  /** In error bodies: `contextId`. */
  readonly correlationId: string;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

/** An endpoint with the permission that it requires. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** For example `/api/v2/routing/queues/{queueId}`; a name matches one segment. */
  readonly path: string;
  /** Undefined if it requires none. */
  readonly permission: string | undefined;
  respond(call: ApiCall, organization: GenesysOrganization): GenesysResponse;
}

/** The queue of the path parameter `queueId`, or the error `not.found`. */
export function queueOf(
  { pathParameters, correlationId }: ApiCall,
  { queues }: GenesysOrganization,
): { queue: Models.Queue } | { error: GenesysResponse } {
  const queueId = pathParameters.queueId ?? '';
  const queue = queues.find(({ id }) => id === queueId.toLowerCase());
  if (queue) return { queue };
  const message = `Unable to find a queue with the id ${queueId}`;
  return { error: errorResponse('not.found', correlationId, { message, messageParams: { queueId } }) };
}

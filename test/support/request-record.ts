import type { RequestRecord } from '../../lambda/telemetry/events.ts';
import { requestFields } from '../../lambda/telemetry/log-line.ts';

export const KEY = 'dataaction:cache:{queues}:00';

/** The record of a successful request for `queues` without events. */
export const REQUEST_RECORD: RequestRecord = {
  requestId: 'request-1',
  correlationId: 'correlation-1',
  method: 'POST',
  path: '/dataaction/queues',
  target: 'data-action',
  statusCode: 200,
  durationMs: 12.4,
  error: null,
  events: [],
};

/** The event of a request whose parameters are valid. */
export const REQUEST_EVENT = { type: 'request', action: 'queues', key: KEY } as const;

/** The fields in the log line of `REQUEST_RECORD` with these changes. Fields without a value are not logged. */
export function loggedFields(changes: Partial<RequestRecord>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(requestFields({ ...REQUEST_RECORD, ...changes })));
}

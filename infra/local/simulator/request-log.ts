import type { IncomingHttpHeaders } from 'node:http';
import type { FaultTarget } from './faults.ts';

const RECORDED_REQUESTS = 1000;

/** One request as it arrived. */
export interface RecordedRequest {
  readonly method: string;
  /** Without the query, percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<IncomingHttpHeaders>;
  /** Milliseconds since the epoch, by the simulator's own clock. */
  readonly timeMs: number;
}

/** Counts every request and keeps the last 1,000. */
export interface RequestLog {
  readonly calls: { readonly logins: number; readonly api: number };
  /** Oldest first. */
  readonly requests: readonly RecordedRequest[];
  record(target: FaultTarget, request: RecordedRequest): void;
}

/** An empty log. */
export function createRequestLog(): RequestLog {
  const calls = { logins: 0, api: 0 };
  const requests: RecordedRequest[] = [];
  return {
    calls,
    requests,
    record(target, request) {
      calls[target === 'login' ? 'logins' : 'api'] += 1;
      requests.push(request);
      if (requests.length > RECORDED_REQUESTS) requests.shift();
    },
  };
}

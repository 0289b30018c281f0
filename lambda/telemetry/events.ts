import type { Change } from '../cache/keys.ts';
import type { CacheEvent } from '../cache/lookup.ts';
import type { GenesysEvent } from '../genesys/call.ts';

/** Everything that can happen during one request. */
export type TelemetryEvent =
  | CacheEvent
  | GenesysEvent
  /** The request names a data action, and its parameters are valid. Personal data has no key. */
  | { type: 'request'; action: string; key?: string }
  /** `POST /invalidate` has invalidated the entries of these data actions. */
  | { type: 'invalidation'; change: Change; actions: readonly string[] };

/** Records an event. */
export type Observe = (event: TelemetryEvent) => void;

/** What the path of a request names. */
export type RequestTarget = 'data-action' | 'listing' | 'health' | 'invalidation' | 'nothing';

/** A request with its response. */
export interface RequestRecord {
  requestId: string;
  correlationId: string | undefined;
  method: string;
  path: string;
  target: RequestTarget;
  /** As sent: 200 for an error in the body. */
  statusCode: number | undefined;
  durationMs: number;
  /** Null or undefined for a success. */
  error: Error | null | undefined;
  events: readonly TelemetryEvent[];
}

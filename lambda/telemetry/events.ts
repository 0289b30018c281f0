import type { CacheEvent } from '../cache/events.ts';
import type { Change } from '../cache/keys.ts';
import type { GenesysEvent } from '../genesys/call.ts';

/** Everything that can happen while one request is answered. */
export type TelemetryEvent =
  | CacheEvent
  | GenesysEvent
  | { type: 'question'; action: string; key: string }
  /** Answers of these actions were made stale by hand. */
  | { type: 'invalidation'; change: Change; actions: readonly string[] };

/** Takes note of an event. */
export type Observe = (event: TelemetryEvent) => void;

/** What a path leads to. */
export type RequestTarget = 'data-action' | 'listing' | 'health' | 'invalidation' | 'nothing';

/** What is known about a request once its answer stands. */
export interface RequestRecord {
  requestId: string;
  correlationId: string | undefined;
  method: string;
  path: string;
  target: RequestTarget;
  /** As answered, so 200 where errors go into the body. */
  statusCode: number | undefined;
  durationMs: number;
  /** What it failed with; null or undefined for a success. */
  error: Error | null | undefined;
  events: readonly TelemetryEvent[];
}

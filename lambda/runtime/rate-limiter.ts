import type { Clock } from './clock.ts';

/** An HTTP request to Genesys, as rate limits distinguish it. */
export interface Operation {
  /** The SDK's method, for example `getRoutingQueues`. */
  readonly name: string;
  /** The API that it belongs to: the first segment of its path after `/api/v2/`, for example `routing`. */
  readonly family: string;
}

/** The limit of Genesys that a 429 reports. */
export type Limit =
  /** The limit of the access token, which all API calls share. */
  | { readonly of: 'token' }
  /** The limit of the login, which no API call shares. */
  | { readonly of: 'login' }
  /** The limit of an operation, shared by all operations of the namespace that Genesys names, or else of its family. */
  | { readonly of: 'operation'; readonly operation: Operation; readonly namespace: string | undefined };

/** How many calls to an API may be made per minute. Its methods reject only when the signal aborts. */
export interface RateLimiter {
  /**
   * Takes one call for each operation, all or none. Resolves to 0 if they may be made now, else to the milliseconds to
   * wait before trying again.
   */
  take(operations: readonly Operation[], signal: AbortSignal): Promise<number>;
  /** Resolves to 0 if a login may be made now, else to the milliseconds to wait. Logins are not counted. */
  takeLogin(signal: AbortSignal): Promise<number>;
  /**
   * Pauses the calls that share the limit for `ms`; a longer pause that is already running stays. Only a 429 tells which
   * namespace an operation belongs to, so that is remembered.
   */
  pause(limit: Limit, ms: number, signal: AbortSignal): Promise<void>;
}

/** A limiter that knows only the calls and pauses of its own container. */
export interface ProcessRateLimiter extends RateLimiter {
  /** Returns the milliseconds until the last pause that stops one of these operations ends; 0 if none does. */
  pausedMs(operations: readonly Operation[]): number;
}

/** The sliding window over which calls are counted. */
export const RATE_WINDOW_MS = 60_000;
/** How long the namespace of an operation is remembered after the 429 that named it. */
export const NAMESPACE_KEPT_MS = 86_400_000;
/** Max pauses and namespaces. Beyond it, a 429 that names a namespace pauses the family instead. */
export const MAX_NAMESPACES = 200;

/** The pauses that stop operations, besides those of their namespaces. */
export function pausesOf(operations: readonly Operation[]): string[] {
  return ['token', ...new Set(operations.map(({ family }) => `family:${family}`))];
}

/** The pause of a limit without a namespace. */
export function pauseOf(limit: Limit): string {
  return limit.of === 'operation' ? `family:${limit.operation.family}` : limit.of;
}

/**
 * A limiter for this process: at most `callsPerMinute` calls in any 60 s (a sliding window); 0 means no limit.
 */
export function createProcessRateLimiter(callsPerMinute: number, clock: Clock): ProcessRateLimiter {
  const calledAtMs: number[] = [];
  const pauses = createEndingValues<undefined>(clock);
  const namespaces = createEndingValues<string>(clock);

  function pausedMs(operations: readonly Operation[]): number {
    const ofNamespaces = operations.flatMap(({ name }) => {
      const namespace = namespaces.get(name);
      return namespace === undefined ? [] : [`namespace:${namespace}`];
    });
    return Math.max(...[...pausesOf(operations), ...ofNamespaces].map(pauses.leftMs));
  }

  return {
    pausedMs,
    take: async (operations, signal) => {
      signal.throwIfAborted();
      const waitMs = pausedMs(operations);
      if (waitMs > 0) return waitMs;
      if (callsPerMinute === 0) return 0;
      const nowMs = clock.monotonicMs();
      while (calledAtMs[0] !== undefined && calledAtMs[0] <= nowMs - RATE_WINDOW_MS) calledAtMs.shift();
      const excess = calledAtMs.length + operations.length - callsPerMinute;
      if (excess > 0) {
        // There is room once the oldest calls leave the window. More calls than `callsPerMinute` at once never fit.
        const lastToLeaveMs = calledAtMs[excess - 1] ?? nowMs;
        return lastToLeaveMs + RATE_WINDOW_MS - nowMs;
      }
      for (const _ of operations) calledAtMs.push(nowMs);
      return 0;
    },
    takeLogin: async (signal) => {
      signal.throwIfAborted();
      return pauses.leftMs('login');
    },
    pause: async (limit, ms, signal) => {
      signal.throwIfAborted();
      let pause = pauseOf(limit);
      if (
        limit.of === 'operation' &&
        limit.namespace !== undefined &&
        pauses.size() + namespaces.size() < MAX_NAMESPACES
      ) {
        pause = `namespace:${limit.namespace}`;
        namespaces.set(limit.operation.name, limit.namespace, NAMESPACE_KEPT_MS);
      }
      if (pauses.leftMs(pause) < ms) pauses.set(pause, undefined, ms);
    },
  };
}

/** Creates a map whose values expire. */
function createEndingValues<Value>(clock: Clock) {
  const byName = new Map<string, { value: Value; endsAtMs: number }>();
  const leftMs = (name: string) => Math.max(0, (byName.get(name)?.endsAtMs ?? 0) - clock.monotonicMs());
  return {
    leftMs,
    get: (name: string) => (leftMs(name) > 0 ? byName.get(name)?.value : undefined),
    set: (name: string, value: Value, ms: number) => {
      byName.set(name, { value, endsAtMs: clock.monotonicMs() + ms });
    },
    /** Deletes expired values and returns the number of the others. */
    size: () => {
      for (const name of byName.keys()) if (leftMs(name) === 0) byName.delete(name);
      return byName.size;
    },
  };
}

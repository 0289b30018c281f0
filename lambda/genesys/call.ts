import type { Deadline } from '../runtime/deadline.ts';
import type { Operation } from '../runtime/rate-limiter.ts';
import type { createApis } from './apis.ts';

/** The SDK's APIs that a data action may call. */
export type GenesysApis = Readonly<ReturnType<typeof createApis>>;

/** A method of these APIs. */
type SdkMethod = { [Api in keyof GenesysApis]: keyof GenesysApis[Api] & string }[keyof GenesysApis];

/** A method of the SDK and the API that its path belongs to, which may differ from the SDK's class. */
export interface SdkOperation extends Operation {
  readonly name: SdkMethod;
}

/**
 * Takes further calls from the rate limit, before they are made. Rejects if the limit does not allow all of them now.
 */
export type TakeCalls = (operations: readonly SdkOperation[]) => Promise<void>;

/** One read from Genesys: what to send, and how to read the body of the response. */
export interface GenesysCall<Result> {
  /** The permissions it needs, separated by commas: named when Genesys denies one; undefined for none. */
  readonly permission: string | undefined;
  /** The HTTP requests that it makes in any case, at least one. Each counts towards the rate limit. */
  readonly operations: readonly SdkOperation[];
  /** Sends it through the SDK at `nowMs`. May run several times. Takes calls beyond `operations` before it makes them. */
  send(apis: GenesysApis, takeCalls: TakeCalls, nowMs: number): Promise<unknown>;
  /** Validates a body, once; undefined if it does not have the documented shape. */
  read(body: unknown): Result | undefined;
}

export interface CallContext {
  readonly deadline: Deadline;
  /** Whether a failed attempt may be repeated. */
  readonly mayRetry: boolean;
  readonly observe: (event: GenesysEvent) => void;
}

/** Where a token came from: this container's memory, the shared store, or a login of this container. */
export type TokenOrigin = 'kept' | 'shared' | 'login';

/**
 * An event of a call. `outcome` is `ok` or the code of the error.
 */
export type GenesysEvent =
  | {
      type: 'genesys.token';
      outcome: string;
      source?: TokenOrigin | undefined;
      refreshError?: unknown;
      durationMs: number;
    }
  | { type: 'genesys.attempt'; attempt: number; outcome: string; durationMs: number }
  | { type: 'genesys.backoff'; delayMs: number }
  /** The call was not made, because of the rate limit. The next may be made after `waitMs`. */
  | { type: 'genesys.throttled'; waitMs: number };

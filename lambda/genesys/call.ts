import type { PresenceApi, RoutingApi, UsersApi } from '#genesys-sdk';
import type { Deadline } from '../runtime/deadline.ts';

/** The SDK's APIs that a data action may call. The routing API has the queries for observations, too. */
export interface GenesysApis {
  readonly routing: RoutingApi;
  readonly users: UsersApi;
  readonly presence: PresenceApi;
}

/** One read from Genesys: what to ask for, and what counts as an answer. */
export interface GenesysCall {
  /** The permission it needs, if any, for example `routing:queue:view`: named when Genesys denies it. */
  readonly permission: string | undefined;
  /** How many requests it makes, from 1: each counts for the rate limit. */
  readonly requests: number;
  /** Asks through the SDK. May be run several times. */
  send(apis: GenesysApis): Promise<unknown>;
  /** Whether the body has the documented shape. */
  accepts(body: unknown): boolean;
}

/** What surrounds a call: how long it may take, and who wants to know what happened. */
export interface CallContext {
  readonly deadline: Deadline;
  /** Whether a failed attempt may be made again. */
  readonly mayRetry: boolean;
  readonly observe: (event: GenesysEvent) => void;
}

/**
 * What happened on the way to Genesys, in order. `outcome` is `ok` or the error's code; getting a token takes
 * no time while one is kept.
 */
export type GenesysEvent =
  | { type: 'genesys.token'; outcome: string; durationMs: number }
  | { type: 'genesys.attempt'; attempt: number; outcome: string; durationMs: number }
  | { type: 'genesys.backoff'; delayMs: number }
  /** No call was made: none may be made for so long. */
  | { type: 'genesys.withheld'; waitMs: number };

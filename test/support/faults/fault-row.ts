import type { Outcomes } from './outcome.ts';
import type { World } from './world.ts';

/** The ways to fail that every dependency has a row for. */
export const COMMON_FAULTS = [
  'refused',
  'hang',
  'slow',
  'reset',
  'garbage',
  'wrong shape',
  '401',
  '403',
  '429',
  '500',
  '503',
] as const;

/** One way in which one dependency fails. */
export interface FaultRow {
  /** One of {@link COMMON_FAULTS}, or a name of the dependency's own. */
  fault: string;
  /** What that is for this dependency. */
  means: string;
  /** Acts it out, once everything is in place. */
  cause: (world: World) => void | Promise<void>;
  /** What the flow gets when nothing is stored, with a fresh entry, and with a stale one. */
  expected: Outcomes;
  /** Whether the container has asked before, and so has its connections and its token. Else it has just started. */
  isWarm: boolean;
}

/** A dependency of the service and all the ways in which it fails. */
export interface FaultTable {
  /** For example `Redis`. */
  dependency: string;
  /** A sentence for the page, on what its rows have in common. */
  note: string;
  /** Whether the OAuth client's secret is kept in Secrets Manager. */
  hasSecret?: boolean;
  rows: readonly FaultRow[];
}

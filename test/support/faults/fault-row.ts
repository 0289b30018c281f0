import type { Outcomes } from './outcome.ts';
import type { TestSystem } from './test-system.ts';

/** The faults that every dependency's table has a row for. */
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

/** One way in which a dependency fails. */
export interface FaultRow {
  /** One of {@link COMMON_FAULTS}, or a name used only for this dependency. */
  fault: string;
  /** What the fault means for this dependency. */
  means: string;
  /** Starts the fault, once the system is set up. */
  inject: (system: TestSystem) => void | Promise<void>;
  /** What the flow receives with nothing stored, with a fresh entry and with a stale entry. */
  expected: Outcomes;
  /** Whether the container has served a request before, so that it has connections and a token. */
  isWarm: boolean;
  /** Whether the container has itself stored or read the entry, so that it has a copy; else another container has. */
  hasCopy?: boolean;
}

/** All faults of one dependency of the service. */
export interface FaultTable {
  /** For example `Redis`. */
  dependency: string;
  /** A sentence for the page about what the rows have in common. */
  note: string;
  /** Whether the OAuth client's secret is kept in Secrets Manager. */
  hasSecret?: boolean;
  rows: readonly FaultRow[];
}

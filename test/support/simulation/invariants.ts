import type { History } from './history.ts';
import { hasAReason } from './invariants/has-a-reason.ts';
import { inTime } from './invariants/in-time.ts';
import { noLostWakeUp } from './invariants/no-lost-wake-up.ts';
import { noOldValue } from './invariants/no-old-value.ts';
import { nothingOverNewer } from './invariants/nothing-over-newer.ts';
import { oneCall } from './invariants/one-call.ts';

const INVARIANTS = [
  { name: 'one call per queue and window', check: oneCall },
  { name: 'no value from before a change', check: noOldValue },
  { name: 'nothing stored over something newer', check: nothingOverNewer },
  { name: 'every wait ends by its deadline', check: inTime },
  { name: 'no lost wake-up', check: noLostWakeUp },
  { name: 'every failure and fallback has a reason', check: hasAReason },
] as const satisfies readonly { name: string; check: (history: History) => string | undefined }[];

export const INVARIANT_NAMES = INVARIANTS.map(({ name }) => name);

/** A promise of the cache that was broken. */
export interface Violation {
  readonly invariant: (typeof INVARIANTS)[number]['name'];
  /** What broke it, in one sentence. */
  readonly facts: string;
}

/** The first invariant that does not hold; undefined if all hold. */
export function firstViolation(history: History): Violation | undefined {
  for (const { name, check } of INVARIANTS) {
    const facts = check(history);
    if (facts !== undefined) return { invariant: name, facts };
  }
  return undefined;
}

import type { History } from './history.ts';
import { firstViolation, type Violation } from './invariants.ts';
import { type Plan, planFor } from './plan.ts';
import { runPlan } from './run-plan.ts';
import type { OpenSharedStore } from './shared-store.ts';

/** A schedule in which an invariant does not hold, with as few events as possible. */
export interface Failure {
  /** How many schedules were run, this one included. */
  readonly schedules: number;
  readonly plan: Plan;
  readonly violation: Violation;
  readonly history: History;
}

export interface SearchOptions {
  /** The seed of the first schedule; each further one has the next number. */
  readonly seed: number;
  readonly schedules: number;
  readonly openStore: OpenSharedStore;
}

/** Runs schedules until an invariant does not hold; resolves to undefined if all hold in all of them. */
export async function search({ seed, schedules, openStore }: SearchOptions): Promise<Failure | undefined> {
  for (let count = 1; count <= schedules; count += 1) {
    const failure = await tryPlan(planFor(seed + count - 1), openStore);
    if (failure) return { schedules: count, ...(await shrink(failure, openStore)) };
  }
  return undefined;
}

type Found = Omit<Failure, 'schedules'>;

async function tryPlan(plan: Plan, openStore: OpenSharedStore): Promise<Found | undefined> {
  const history = await runPlan(plan, openStore);
  const violation = firstViolation(history);
  return violation && { plan, violation, history };
}

/** Leaves out every event and fault without which the same invariant is still broken. */
async function shrink(failure: Found, openStore: OpenSharedStore): Promise<Found> {
  let smallest = failure;
  const attempt = async (change: Partial<Plan>) => {
    const smaller = await tryPlan({ ...smallest.plan, ...change }, openStore);
    if (smaller?.violation.invariant === failure.violation.invariant) smallest = smaller;
  };
  await attempt({ storeFaults: 0 });
  await attempt({ originFaults: 0 });
  for (const event of failure.plan.events)
    await attempt({ events: smallest.plan.events.filter((other) => other !== event) });
  return smallest;
}

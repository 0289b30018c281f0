import type { CallRecord, DisturbanceRecord, History, RequestRecord } from '../history.ts';
import { STORE_TIMEOUT_MS } from '../remote-store.ts';

/** A period of a schedule, both ends included. */
interface Period {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Whether something happened to one of the containers or to the queue in a period. */
export function isDisturbed(
  { disturbances }: History,
  { fromMs, untilMs }: Period,
  { containers, queue }: { containers: readonly string[]; queue?: string },
): boolean {
  const concerns = ({ of }: DisturbanceRecord) =>
    'queue' in of ? of.queue === queue : containers.includes(of.container);
  const found = disturbances.filter(
    (disturbance) => disturbance.fromMs <= untilMs && disturbance.untilMs >= fromMs && concerns(disturbance),
  );
  // A lease outlives one failed extension.
  const extensions = found.filter(({ cause }) => cause === 'extendLease').length;
  return found.length > extensions || extensions > 1;
}

/** Whether a call began after its request had waited for half of its time, less what reading the entry may take. */
export function isLate({ startMs, request }: CallRecord): boolean {
  return startMs - request.startMs >= (request.budgetMs - STORE_TIMEOUT_MS) / 2;
}

/** For example `the request of A for queue-1 at 20 ms`. */
export function describe({ container, queue, startMs }: RequestRecord): string {
  return `the request of ${container} for ${queue} at ${startMs} ms`;
}

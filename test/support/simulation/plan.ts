import { between, oneOf, type Random, seededRandom } from '../../soak/random.ts';
import { QUEUES } from './keys.ts';

/** What happens in one schedule, as plain data. Latencies, faults and the origin's reactions follow from the seeds. */
export interface Plan {
  readonly seed: number;
  readonly containers: readonly PlannedContainer[];
  readonly ttlSeconds: number;
  readonly staleIfErrorSeconds: number;
  /** Whether containers keep copies of entries. */
  readonly keepsCopies: boolean;
  /** The share of the store's operations that get lost, late, repeated or refused. */
  readonly storeFaults: number;
  /** The share of the origin's calls that fail. */
  readonly originFaults: number;
  readonly events: readonly PlannedEvent[];
}

interface PlannedContainer {
  readonly name: string;
  /** How far its clock is ahead of the others. */
  readonly skewMs: number;
  readonly seed: number;
}

export type PlannedEvent = { readonly atMs: number } & (
  | { kind: 'request'; container: string; queue: string; budgetMs: number; seed: number }
  /** The origin's data changes, and `delayMs` later its entries are invalidated: those of one queue or of all. */
  | { kind: 'change'; queue: string | 'all'; delayMs: number }
  /** The shared store evicts an entry, or one of its tags. */
  | { kind: 'eviction'; queue: string; what: 'entry' | 'tag' }
  | { kind: 'freeze'; container: string; ms: number }
  | { kind: 'death'; container: string }
);

/** The plan of a seed. Three of ten plans are calm, because every disturbance excuses some calls. */
export function planFor(seed: number): Plan {
  const random = seededRandom(seed);
  // The first numbers of neighbouring seeds are alike.
  for (let count = 0; count < 8; count++) random();
  const isCalm = chance(random, 0.3);
  const containers = times(between(random, 2, 4), (index) => ({
    name: 'ABCD'.charAt(index),
    skewMs: chance(random, 0.5) ? between(random, -2000, 2000) : 0,
    seed: seedFrom(random),
  }));
  const draw = createDraw(random, containers);
  const events = [...planRequests(draw), ...(isCalm ? [] : planDisturbances(draw))];
  return {
    seed,
    containers,
    events: events.sort((a, b) => a.atMs - b.atMs),
    ttlSeconds: oneOf(random, [1, 2, 5]),
    staleIfErrorSeconds: oneOf(random, [0, 10]),
    keepsCopies: chance(random, 0.8),
    storeFaults: isCalm ? 0 : oneOf(random, [0, 0.03, 0.12]),
    originFaults: oneOf(random, [0, 0.3, 0.7]),
  };
}

interface Draw {
  readonly random: Random;
  container(): string;
  queue(): string;
  /** A time within `spreadMs` after the start of a burst. */
  near(spreadMs: number): number;
  /** From 1 to `max` events, or none. */
  some(probability: number, max: number, event: () => PlannedEvent): PlannedEvent[];
}

/** Requests come in bursts, because only concurrent requests compete. */
function createDraw(random: Random, containers: readonly PlannedContainer[]): Draw {
  const bursts = [0, ...times(between(random, 0, 2), () => between(random, 500, 5000))];
  return {
    random,
    container: () => oneOf(random, containers).name,
    queue: () => (chance(random, 0.85) ? QUEUES[0] : QUEUES[1]),
    near: (spreadMs) => oneOf(random, bursts) + between(random, 0, spreadMs),
    some: (probability, max, event) =>
      chance(random, probability) ? times(between(random, 1, max), event) : [],
  };
}

function planRequests({ random, container, queue, near, some }: Draw): PlannedEvent[] {
  return [
    ...times(between(random, 4, 9), (): PlannedEvent => {
      const atMs = near(oneOf(random, [60, 600]));
      const budgetMs = between(random, 2000, 8000);
      return {
        kind: 'request',
        atMs,
        container: container(),
        queue: queue(),
        budgetMs,
        seed: seedFrom(random),
      };
    }),
    ...some(0.7, 2, () => {
      const atMs = near(oneOf(random, [500, 2000]));
      const changed = chance(random, 0.2) ? 'all' : queue();
      return { kind: 'change', atMs, queue: changed, delayMs: between(random, 0, 100) };
    }),
  ];
}

function planDisturbances({ random, container, queue, near, some }: Draw): PlannedEvent[] {
  return [
    ...some(0.5, 3, () => {
      const what = oneOf(random, ['entry', 'tag', 'tag'] as const);
      return { kind: 'eviction', atMs: near(oneOf(random, [500, 2000])), queue: queue(), what };
    }),
    ...some(0.5, 2, () => {
      return { kind: 'freeze', atMs: near(500), container: container(), ms: between(random, 50, 3000) };
    }),
    ...some(0.15, 1, () => ({ kind: 'death', atMs: near(1500), container: container() })),
  ];
}

export function chance(random: Random, probability: number): boolean {
  return random() < probability;
}

function seedFrom(random: Random): number {
  return between(random, 1, 2 ** 31);
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

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

/** The plan of a seed. Requests come in bursts, because only concurrent requests compete. */
export function planFor(seed: number): Plan {
  const random = seededRandom(seed);
  // The first numbers of neighbouring seeds are alike.
  for (let count = 0; count < 8; count++) random();
  const containers = Array.from({ length: between(random, 2, 4) }, (_, index) => ({
    name: 'ABCD'.charAt(index),
    skewMs: chance(random, 0.5) ? between(random, -2000, 2000) : 0,
    seed: seedFrom(random),
  }));
  const bursts = [0, ...times(between(random, 0, 2), () => between(random, 500, 5000))];
  const names = containers.map(({ name }) => name);
  const near = (spreadMs: number) => oneOf(random, bursts) + between(random, 0, spreadMs);
  const aQueue = () => (chance(random, 0.8) ? QUEUES[0] : QUEUES[1]);
  const some = (probability: number, max: number, event: () => PlannedEvent) =>
    chance(random, probability) ? times(between(random, 1, max), event) : [];
  const request = (): PlannedEvent => ({
    ...{
      kind: 'request',
      atMs: near(oneOf(random, [60, 600])),
      container: oneOf(random, names),
      queue: aQueue(),
    },
    ...{ budgetMs: between(random, 2000, 8000), seed: seedFrom(random) },
  });
  const events: PlannedEvent[] = [
    ...times(between(random, 4, 9), request),
    ...some(0.6, 2, () => ({
      ...{ kind: 'change', atMs: near(oneOf(random, [500, 2000])), delayMs: between(random, 0, 100) },
      queue: chance(random, 0.2) ? 'all' : aQueue(),
    })),
    ...some(0.3, 2, () => ({
      ...{ kind: 'eviction', atMs: near(2000), queue: aQueue() },
      what: oneOf(random, ['entry', 'tag'] as const),
    })),
    ...some(0.25, 1, () => ({
      ...{ kind: 'freeze', atMs: near(500), container: oneOf(random, names) },
      ms: between(random, 50, 3000),
    })),
    ...some(0.15, 1, () => ({ kind: 'death', atMs: near(1500), container: oneOf(random, names) })),
  ];
  return {
    ...{ seed, containers, events: events.sort((a, b) => a.atMs - b.atMs) },
    ttlSeconds: between(random, 1, 4),
    staleIfErrorSeconds: oneOf(random, [0, 10]),
    keepsCopies: chance(random, 0.7),
    storeFaults: oneOf(random, [0, 0, 0.02, 0.1]),
    originFaults: oneOf(random, [0, 0.3, 0.7]),
  };
}

export function chance(random: Random, probability: number): boolean {
  return random() < probability;
}

function seedFrom(random: Random): number {
  return between(random, 1, 2 ** 31);
}

function times<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}

import type { Fault } from '../../infra/local/simulator/faults.ts';
import { between, oneOf, type Random, seededRandom, shuffled } from './random.ts';

/** A fault to inject. */
export type SoakFault =
  | { readonly on: 'genesys'; readonly fault: Fault; readonly revokesTokens: boolean }
  | { readonly on: 'redis'; readonly kind: RedisFault }
  | { readonly on: 'container'; readonly kind: ContainerFault };

/**
 * A fault of Redis: its process is killed and started again later (`kill`) or at once (`restart`), without its data;
 * it stops replying; its data is deleted; it is full and refuses writes.
 */
export type RedisFault = 'kill' | 'restart' | 'pause' | 'flush' | 'fill';

/** A container is killed and replaced, or frozen between requests. */
export type ContainerFault = 'kill' | 'freeze';

/** A fault and its time, in milliseconds from the start. */
export interface PlannedFault {
  readonly atMs: number;
  readonly lastsMs: number;
  readonly fault: SoakFault;
}

/** The min time without faults at the end. */
export const CALM_END_MS = 5000;
const REDIS_FAULTS: readonly RedisFault[] = ['kill', 'restart', 'pause', 'flush', 'fill'];
const STATUSES = [400, 403, 404, 408, 429, 500, 502, 503, 504];
const ENORMOUS_BYTES = 2 * 1024 * 1024;

/** The faults of one place (Genesys, Redis or the containers), one at a time. */
interface Track {
  /** Returns every fault of the place once in random order, then starts again. */
  deck(random: Random): readonly SoakFault[];
  restMs: readonly [number, number];
  lastsMs(fault: SoakFault, random: Random): number;
}

/**
 * Plans all faults; the same for the same seed. Genesys, Redis and the containers have independent faults, in each
 * place one at a time, and every kind of fault is used before one is repeated.
 */
export function planFaults(seed: number, durationMs: number): PlannedFault[] {
  const random = seededRandom(seed);
  return TRACKS.flatMap((track) => planTrack(track, random, durationMs - CALM_END_MS)).sort(
    (a, b) => a.atMs - b.atMs,
  );
}

function planTrack({ deck, restMs, lastsMs }: Track, random: Random, endMs: number): PlannedFault[] {
  const planned: PlannedFault[] = [];
  let left: SoakFault[] = [];
  for (let atMs = between(random, ...restMs); ; ) {
    if (left.length === 0) left = shuffled(random, deck(random));
    const fault = left.pop();
    if (fault === undefined) return planned;
    const plannedFault = { atMs, lastsMs: lastsMs(fault, random), fault };
    if (atMs + plannedFault.lastsMs > endMs) return planned;
    planned.push(plannedFault);
    atMs += plannedFault.lastsMs + between(random, ...restMs);
  }
}

const OUTAGE: SoakFault = {
  on: 'genesys',
  fault: { kind: 'status', status: 503, target: 'all' },
  revokesTokens: false,
};

const TRACKS: readonly Track[] = [
  {
    deck: genesysDeck,
    restMs: [1000, 4000],
    // The outage lasts longer than any entry can be served.
    lastsMs: (fault, random) =>
      fault === OUTAGE ? between(random, 13_000, 15_000) : between(random, 400, 2000),
  },
  {
    deck: () => REDIS_FAULTS.map((kind) => ({ on: 'redis', kind })),
    restMs: [2000, 12_000],
    lastsMs: (_, random) => between(random, 300, 3000),
  },
  {
    deck: () => [
      { on: 'container', kind: 'kill' },
      { on: 'container', kind: 'freeze' },
      { on: 'container', kind: 'freeze' },
    ],
    restMs: [2000, 8000],
    lastsMs: (_, random) => between(random, 500, 4000),
  },
];

/** Every kind of API fault, login faults with revoked tokens, and one long outage. */
function genesysDeck(random: Random): SoakFault[] {
  const ofApi: Fault[] = [
    statusFault(random),
    statusFault(random),
    { kind: 'hang' },
    { kind: 'slow', delayMs: between(random, 200, 2500) },
    { kind: 'trickle', bytesPerChunk: between(random, 10, 100), intervalMs: between(random, 10, 100) },
    { kind: 'reset' },
    { kind: 'reset-mid-body' },
    { kind: 'html' },
    { kind: 'truncated' },
    { kind: 'empty' },
    { kind: 'enormous', bytes: ENORMOUS_BYTES },
    { kind: 'wrong-shape', body: oneOf(random, [[], {}, { entities: [{ id: 1 }], total: 1 }, null]) },
    { kind: 'wrong-content-type' },
    { kind: 'redirect', location: 'http://127.0.0.1:9/elsewhere' },
  ];
  const ofLogin: Fault[] = [
    statusFault(random),
    { kind: 'status', status: 401 },
    { kind: 'hang' },
    { kind: 'slow', delayMs: between(random, 200, 2500) },
    { kind: 'reset' },
    { kind: 'html' },
    { kind: 'wrong-shape', body: { access_token: '' } },
  ];
  return [
    ...ofApi.map((fault) => onGenesys({ ...fault, ...maybeLimited(random) }, false)),
    ...ofLogin.map((fault) => onGenesys({ ...fault, ...maybeLimited(random), target: 'login' }, true)),
    OUTAGE,
  ];
}

function onGenesys(fault: Fault, revokesTokens: boolean): SoakFault {
  return { on: 'genesys', fault, revokesTokens };
}

/** Half of the faults affect only a few calls. */
function maybeLimited(random: Random): { times?: number } {
  return random() < 0.5 ? {} : { times: between(random, 1, 20) };
}

function statusFault(random: Random): Fault {
  const status = oneOf(random, STATUSES);
  const hasRetryAfter = (status === 429 || status === 503) && random() < 0.5;
  return {
    kind: 'status',
    status,
    bodiless: random() < 0.3,
    ...(hasRetryAfter && { retryAfter: String(between(random, 0, 3)) }),
  };
}

/** A short description of a fault, for example `genesys: status 503`. */
export function describeFault(fault: SoakFault): string {
  if (fault.on !== 'genesys') return `${fault.on}: ${fault.kind}`;
  const { kind, target = 'api', times } = fault.fault;
  const status = fault.fault.kind === 'status' ? ` ${fault.fault.status}` : '';
  const place = target === 'api' ? 'genesys' : `genesys ${target}`;
  return `${place}: ${kind}${status}${times === undefined ? '' : ` (${times} times)`}`;
}

import { arrivalsOf } from '../arrivals.ts';
import type { BenchCase, Subject } from '../case.ts';
import { listingOf } from '../listings.ts';
import type { Stage } from '../stage.ts';
import { quantile } from '../statistics.ts';
import { sideBySide, subjectOn } from '../subject.ts';
import type { Timed } from '../task.ts';

const CENTRES = 11;
const PROCESSES = 2;
const KEYS = 50;
const QUEUES_A_PAGE = 4;
const LIMIT = 300;
const PER_MINUTE = 2500;
const DURATION_MS = 60_000;
const TTL_SECONDS = 45;
const UPSTREAM_MS = 150;
const SEED = 20_261_123;
const LEAD_MS = 300;
/** Each contact centre starts so much after the one before: its first misses are the most work. */
const STAGGER_MS = 1500;
const WARM_UP = 200;
const NO_CACHE = 'no-cache';
const PATIENCE_MS = 10_000;
const { queues } = listingOf(KEYS * QUEUES_A_PAGE);
const STAGE = {
  processes: PROCESSES,
  latencyMs: UPSTREAM_MS,
  callsPerMinutePerToken: LIMIT,
  ttlSeconds: TTL_SECONDS,
};

/** A busy contact centre in front of Genesys' rate limit. */
export const rateLimitedUpstream: BenchCase = {
  name: 'rate-limited-upstream',
  title: `${PER_MINUTE} requests a minute, upstream limit ${LIMIT}`,
  method: `Open-loop Poisson arrivals (seeds from ${SEED} on), ${PER_MINUTE} a minute for ${DURATION_MS / 1000} s over ${KEYS} keys by Zipf's law, split among ${PROCESSES} processes: ${CENTRES} times, one beginning ${STAGGER_MS / 1000} s after the other, each with a Redis and a Genesys of its own. Genesys takes ${UPSTREAM_MS} ms, and refuses more than ${LIMIT} calls a minute with 429; listings have 10 KB, the TTL is ${TTL_SECONDS} s, and nothing is stored at the start. Times count from when a request was due.`,
  figures: [
    { key: 'callsPerRequest', label: 'upstream calls a request', unit: '' },
    { key: 'p50HitMs', label: 'median hit', unit: 'ms' },
    { key: 'p99HitMs', label: 'p99 of hits', unit: 'ms' },
    { key: 'p99Ms', label: 'p99 of all', unit: 'ms' },
    { key: 'errors', label: 'requests refused or failed', unit: '%' },
  ],
  contenders: ['ours', 'ioredis', NO_CACHE],
  rounds: 1,
  hasFixedRounds: true,
  order: 'in-sequence',
  open: (contender) => sideBySide(CENTRES, (centre) => openCentre(contender, centre)),
};

function openCentre(contender: string, centre: number): Promise<Subject> {
  return subjectOn({ ...STAGE, contender, queues }, async (stage) => {
    // Connections, tokens and code are warm; this answer is for none of the keys. Without a cache each is a call, of the
    // few that Genesys takes.
    const count = contender === NO_CACHE ? 2 : WARM_UP;
    const warmUp = { kind: 'repeat', questions: [{ pageSize: 25 }], count } as const;
    await Promise.all(stage.workers.map((worker) => worker.run(warmUp)));
    return async () => {
      const callsBefore = stage.simulator.calls.api;
      const answers = await askAll(stage, centre);
      const calls = stage.simulator.calls.api - callsBefore;
      return { ...figuresOf(answers), callsPerRequest: calls / answers.length };
    };
  });
}

/** Each process in its turn gets the next arrival. */
async function askAll({ workers }: Stage, centre: number): Promise<Timed[]> {
  const startAtMs = Date.now() + LEAD_MS + centre * STAGGER_MS;
  const seed = SEED + centre;
  const arrivals = arrivalsOf({ seed, perMinute: PER_MINUTE, durationMs: DURATION_MS, keys: KEYS });
  const asked = workers.map((worker, index) => {
    const requests = arrivals
      .filter((_, arrival) => arrival % PROCESSES === index)
      .map(({ atMs, key }) => ({ atMs, parameters: { pageSize: QUEUES_A_PAGE, pageNumber: key + 1 } }));
    return worker.run({ kind: 'schedule', requests, startAtMs, patienceMs: PATIENCE_MS });
  });
  return (await Promise.all(asked)).flat();
}

function figuresOf(answers: readonly Timed[]): Record<string, number> {
  const hits = answers.filter(({ outcome }) => outcome === 'hit');
  const answered = answers.filter(({ outcome }) => outcome === 'hit' || outcome === 'miss');
  return {
    ...(hits.length > 0 && { p50HitMs: quantileMs(hits, 0.5), p99HitMs: quantileMs(hits, 0.99) }),
    ...(answered.length > 0 && { p99Ms: quantileMs(answered, 0.99) }),
    errors: (100 * (answers.length - answered.length)) / answers.length,
  };
}

function quantileMs(answers: readonly Timed[], q: number): number {
  return quantile(
    answers.map(({ ms }) => ms),
    q,
  );
}

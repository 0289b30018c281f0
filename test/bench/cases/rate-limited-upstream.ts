import { arrivalsOf } from '../arrivals.ts';
import type { BenchCase, Sample } from '../case.ts';
import { listingOf } from '../listings.ts';
import { openSubject, type Stage } from '../stage.ts';
import { quantile } from '../statistics.ts';
import type { Timed } from '../task.ts';

const PROCESSES = 2;
const KEYS = 50;
const QUEUES_PER_PAGE = 4;
const LIMIT = 300;
const PER_MINUTE = 2500;
const DURATION_MS = 20_000;
const TTL_SECONDS = 15;
const UPSTREAM_MS = 150;
const SEED = 20_261_123;
const LEAD_MS = 300;
const WARM_UP = 200;
const NO_CACHE = 'no-cache';
const { queues } = listingOf(KEYS * QUEUES_PER_PAGE);

/** A busy contact centre reaches the rate limit of Genesys. */
export const rateLimitedUpstream: BenchCase = {
  name: 'rate-limited-upstream',
  title: `${PER_MINUTE} requests a minute, Genesys takes ${LIMIT}`,
  method: `Open loop: Poisson arrivals, ${PER_MINUTE} a minute for ${DURATION_MS / 1000} s over ${KEYS} keys by Zipf's law, shared by ${PROCESSES} processes. Genesys takes ${UPSTREAM_MS} ms and refuses more than ${LIMIT} calls a minute with 429; listings have 10 KB, the TTL is ${TTL_SECONDS} s, and no entry exists at the start. Times count from when a request is due.`,
  figures: [
    {
      key: 'refused',
      label: 'requests refused or failed',
      unit: '%',
      summary: `requests refused, ${PER_MINUTE} a minute where Genesys takes ${LIMIT}`,
    },
    { key: 'callsPerRequest', label: 'calls to Genesys per request', unit: '' },
    { key: 'p50HitMs', label: 'median hit', unit: 'ms' },
    {
      key: 'p99HitMs',
      label: '99th percentile of hits',
      unit: 'ms',
      summary: '99th percentile of hits under that load',
    },
    { key: 'p99Ms', label: '99th percentile of all', unit: 'ms' },
  ],
  contenders: ['ours', 'ioredis', NO_CACHE],
  rounds: 1,
  order: 'in-sequence',
  open: (contender) => {
    const options = {
      contender,
      queues,
      processes: PROCESSES,
      latencyMs: UPSTREAM_MS,
      ttlSeconds: TTL_SECONDS,
    };
    return openSubject({ ...options, callsPerMinutePerToken: LIMIT }, async (stage) => {
      // A page that no arrival requests. Without a cache, each request uses one of the few calls that Genesys allows.
      const count = contender === NO_CACHE ? 2 : WARM_UP;
      const warmUp = { kind: 'repeat', parameters: { pageSize: 25 }, count } as const;
      await Promise.all(stage.workers.map((worker) => worker.run(warmUp)));
      return () => measure(stage);
    });
  },
};

async function measure({ simulator, workers }: Stage): Promise<Sample> {
  const callsBefore = simulator.calls.api;
  const startAtMs = Date.now() + LEAD_MS;
  const arrivals = arrivalsOf({ seed: SEED, perMinute: PER_MINUTE, durationMs: DURATION_MS, keys: KEYS });
  const requests = arrivals.map(({ atMs, key }) => ({
    atMs,
    parameters: { pageSize: QUEUES_PER_PAGE, pageNumber: key + 1 },
  }));
  // Each process in turn gets the next arrival.
  const shareOf = (index: number) => requests.filter((_, arrival) => arrival % PROCESSES === index);
  const responses = await Promise.all(
    workers.map((worker, index) => worker.run({ kind: 'schedule', requests: shareOf(index), startAtMs })),
  );
  const callsPerRequest = (simulator.calls.api - callsBefore) / requests.length;
  return { ...figuresOf(responses.flat()), callsPerRequest };
}

function figuresOf(responses: readonly Timed[]): Sample {
  const timesOf = (...outcomes: Timed['outcome'][]) =>
    responses.filter(({ outcome }) => outcomes.includes(outcome)).map(({ ms }) => ms);
  const [hits, served] = [timesOf('hit'), timesOf('hit', 'miss')];
  return {
    refused: (100 * (responses.length - served.length)) / responses.length,
    ...(hits.length > 0 && { p50HitMs: quantile(hits, 0.5), p99HitMs: quantile(hits, 0.99) }),
    ...(served.length > 0 && { p99Ms: quantile(served, 0.99) }),
  };
}

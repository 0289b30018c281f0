import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchCase } from '../case.ts';
import { CONTENDERS } from '../contender.ts';
import { listingOf } from '../listings.ts';
import { openSubject, type Stage } from '../stage.ts';
import type { Timed } from '../task.ts';

const PROCESSES = 4;
const TTL_SECONDS = 1;
/** The product's jitter lengthens a TTL by up to 10 %. */
const EXPIRED_MS = 1250;
const REQUESTS = 25;
const INTERVAL_MS = 200;
const { queues, parameters } = listingOf(4);

/** An entry has expired, and Genesys fails. */
export const failingUpstream: BenchCase = {
  name: 'failing-upstream',
  title: 'Genesys fails after the TTL',
  method: `An entry is stored, its TTL of ${TTL_SECONDS} s ends, and Genesys responds to every call with 503. Then ${PROCESSES} processes request the entry every ${INTERVAL_MS} ms for ${(REQUESTS * INTERVAL_MS) / 1000} s: ${PROCESSES * REQUESTS} requests in all.`,
  figures: [
    {
      key: 'calls',
      label: 'calls to Genesys',
      unit: '',
      summary: `calls to Genesys while it fails, ${PROCESSES * REQUESTS} requests`,
    },
    { key: 'served', label: 'requests served', unit: '%' },
    { key: 'slowestMs', label: 'slowest response', unit: 'ms' },
  ],
  contenders: CONTENDERS,
  rounds: 1,
  order: 'in-sequence',
  open: (contender) =>
    openSubject({ contender, queues, processes: PROCESSES, ttlSeconds: TTL_SECONDS }, async (stage) => {
      await request(stage, 1);
      await sleep(EXPIRED_MS);
      stage.simulator.fail({ kind: 'status', status: 503 });
      return () => measure(stage);
    }),
};

async function measure(stage: Stage) {
  const callsBefore = stage.simulator.calls.api;
  const responses = await request(stage, REQUESTS);
  const served = responses.filter(({ outcome }) => outcome === 'hit' || outcome === 'miss');
  return {
    calls: stage.simulator.calls.api - callsBefore,
    served: (100 * served.length) / responses.length,
    slowestMs: Math.max(...responses.map(({ ms }) => ms)),
  };
}

/** Sends `count` requests from every process. */
async function request({ workers }: Stage, count: number): Promise<Timed[]> {
  const requests = Array.from({ length: count }, (_, index) => ({ atMs: index * INTERVAL_MS, parameters }));
  return (await Promise.all(workers.map((worker) => worker.run({ kind: 'schedule', requests })))).flat();
}

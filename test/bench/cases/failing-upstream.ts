import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchCase } from '../case.ts';
import { listingOf } from '../listings.ts';
import { openStage } from '../stage.ts';
import { OURS_AND_OTHERS } from './contenders.ts';

const PROCESSES = 4;
const TTL_SECONDS = 1;
const EXPIRED_MS = 1250;
const REQUESTS = 50;
const EVERY_MS = 100;
const { queues, parameters } = listingOf(4);

/** A value has expired, and Genesys answers nothing but 503. */
export const failingUpstream: BenchCase = {
  name: 'failing-upstream',
  title: 'Genesys fails after the TTL',
  method: `A value is stored, its TTL of ${TTL_SECONDS} s passes, and Genesys answers every call with 503. Then ${PROCESSES} processes ask for it every ${EVERY_MS} ms for ${(REQUESTS * EVERY_MS) / 1000} s. Calls to a service that is down are what keeps it down.`,
  figures: [
    { key: 'calls', label: 'upstream calls', unit: '' },
    { key: 'answered', label: 'requests answered', unit: '%' },
    { key: 'slowestMs', label: 'slowest answer', unit: 'ms' },
  ],
  contenders: OURS_AND_OTHERS,
  rounds: 1,
  hasFixedRounds: true,
  order: 'in-sequence',
  open: async (contender) => {
    const stage = await openStage({ contender, queues, processes: PROCESSES, ttlSeconds: TTL_SECONDS });
    const askAll = (count: number) =>
      Promise.all(
        stage.workers.map((worker) => {
          const requests = Array.from({ length: count }, (_, i) => ({ atMs: i * EVERY_MS, parameters }));
          return worker.run({ kind: 'schedule', requests, patienceMs: 10_000 });
        }),
      );
    return {
      settings: stage.workers[0]?.settings ?? '',
      close: stage.close,
      sample: async () => {
        await askAll(1);
        await sleep(EXPIRED_MS);
        stage.simulator.fail({ kind: 'status', status: 503 });
        const callsBefore = stage.simulator.calls.api;
        const answers = (await askAll(REQUESTS)).flat();
        const answered = answers.filter(({ outcome }) => outcome === 'hit' || outcome === 'miss');
        return {
          calls: stage.simulator.calls.api - callsBefore,
          answered: (100 * answered.length) / answers.length,
          slowestMs: Math.max(...answers.map(({ ms }) => ms)),
        };
      },
    };
  },
};

import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchCase, Subject } from '../case.ts';
import { listingOf } from '../listings.ts';
import type { Stage } from '../stage.ts';
import { sideBySide, subjectOn } from '../subject.ts';
import type { Timed } from '../task.ts';
import { OURS_AND_OTHERS } from './contenders.ts';

const STAGES = 11;
const PROCESSES = 4;
const TTL_SECONDS = 1;
const EXPIRED_MS = 1250;
const REQUESTS = 25;
const EVERY_MS = 200;
const PATIENCE_MS = 10_000;
const { queues, parameters } = listingOf(4);

/** A value has expired, and Genesys answers nothing but 503. */
export const failingUpstream: BenchCase = {
  name: 'failing-upstream',
  title: 'Genesys fails after the TTL',
  method: `A value is stored, its TTL of ${TTL_SECONDS} s passes, and Genesys answers every call with 503. Then ${PROCESSES} processes ask for it every ${EVERY_MS} ms for ${(REQUESTS * EVERY_MS) / 1000} s. Calls to a service that is down are what keeps it down. ${STAGES} times at once, each with a Genesys of its own.`,
  figures: [
    { key: 'calls', label: 'upstream calls', unit: '' },
    { key: 'answered', label: 'requests answered', unit: '%' },
    { key: 'slowestMs', label: 'slowest answer', unit: 'ms' },
  ],
  contenders: OURS_AND_OTHERS,
  rounds: 1,
  hasFixedRounds: true,
  order: 'in-sequence',
  open: (contender) => sideBySide(STAGES, () => openStageOf(contender)),
};

function openStageOf(contender: string): Promise<Subject> {
  const options = { contender, queues, processes: PROCESSES, ttlSeconds: TTL_SECONDS };
  return subjectOn(options, async (stage) => async () => {
    await askAll(stage, 1);
    await sleep(EXPIRED_MS);
    stage.simulator.fail({ kind: 'status', status: 503 });
    const callsBefore = stage.simulator.calls.api;
    const answers = await askAll(stage, REQUESTS);
    const answered = answers.filter(({ outcome }) => outcome === 'hit' || outcome === 'miss');
    return {
      calls: stage.simulator.calls.api - callsBefore,
      answered: (100 * answered.length) / answers.length,
      slowestMs: Math.max(...answers.map(({ ms }) => ms)),
    };
  });
}

/** So often in each process. */
async function askAll({ workers }: Stage, count: number): Promise<Timed[]> {
  const requests = Array.from({ length: count }, (_, index) => ({ atMs: index * EVERY_MS, parameters }));
  const asked = workers.map((worker) => worker.run({ kind: 'schedule', requests, patienceMs: PATIENCE_MS }));
  return (await Promise.all(asked)).flat();
}

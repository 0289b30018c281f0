import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchCase, Sample } from '../case.ts';
import { CONTENDERS } from '../contender.ts';
import { listingOf } from '../listings.ts';
import { burst, openSubject, type Stage } from '../stage.ts';
import { median } from '../statistics.ts';
import type { Parameters } from '../task.ts';

const PROCESSES = 16;
const BURSTS = 5;
const UPSTREAM_MS = 100;
/** Calls that a contender makes in the background count, too. */
const SETTLED_MS = UPSTREAM_MS + 50;
const { queues } = listingOf(4);

/** Many containers request an entry that does not exist. */
export const coldKeyBurst: BenchCase = {
  name: 'cold-key-burst',
  title: `Cold key, ${PROCESSES} processes at once`,
  method: `${PROCESSES} warm processes request the same listing at the same moment; no entry exists, and Genesys takes ${UPSTREAM_MS} ms. A run has ${BURSTS} bursts, each with its own key. The processes share the cores of one machine.`,
  figures: [
    {
      key: 'calls',
      label: 'calls to Genesys',
      unit: '',
      summary: `calls to Genesys, ${PROCESSES} processes on one cold key`,
    },
    { key: 'slowestMs', label: 'slowest caller', unit: 'ms' },
    { key: 'medianMs', label: 'median caller', unit: 'ms' },
  ],
  contenders: CONTENDERS,
  rounds: 1,
  order: 'in-sequence',
  open: (contender) =>
    openSubject({ contender, queues, processes: PROCESSES, latencyMs: UPSTREAM_MS }, async (stage) => {
      // Warms up connections, tokens and code, each process with its own key.
      await burst(stage, (index) => ({ pageSize: 30 + index }));
      return async () => {
        const samples: Sample[] = [];
        for (let index = 0; index < BURSTS; index += 1)
          samples.push(await measure(stage, { pageSize: 50 + index }));
        return samples;
      };
    }),
};

async function measure(stage: Stage, parameters: Parameters): Promise<Sample> {
  const callsBefore = stage.simulator.calls.api;
  const times = (await burst(stage, () => parameters)).map(({ ms }) => ms);
  await sleep(SETTLED_MS);
  const calls = stage.simulator.calls.api - callsBefore;
  return { calls, slowestMs: Math.max(...times), medianMs: median(times) };
}

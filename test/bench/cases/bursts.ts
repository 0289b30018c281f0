import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchCase, Sample, Subject } from '../case.ts';
import { listingOf } from '../listings.ts';
import type { Stage } from '../stage.ts';
import { quantile } from '../statistics.ts';
import { subjectOn } from '../subject.ts';
import type { Parameters, Timed } from '../task.ts';
import { OURS_AND_OTHERS } from './contenders.ts';

const PROCESSES = 16;
const BURSTS = 11;
const UPSTREAM_MS = 100;
const TTL_SECONDS = 1;
/** Lifetimes are up to a tenth longer than their TTL. */
const EXPIRED_MS = TTL_SECONDS * 1100 + 150;
/** Until every process has its task. */
const LEAD_MS = 100;
/** Until what goes on in the background is over, too. */
const SETTLED_MS = UPSTREAM_MS + 50;
const PATIENCE_MS = 10_000;
const { queues } = listingOf(4);
/** What is wanted in each burst: the same listing, under a key of its own. */
const questions = Array.from({ length: BURSTS }, (_, burst) => ({ pageSize: 50 + burst }));

const shared = {
  figures: [
    { key: 'calls', label: 'upstream calls', unit: '' },
    { key: 'slowestMs', label: 'slowest caller', unit: 'ms' },
    { key: 'medianMs', label: 'median caller', unit: 'ms' },
  ],
  contenders: OURS_AND_OTHERS,
  rounds: 1,
  hasFixedRounds: true,
  order: 'in-sequence',
} as const;

/** Everybody wants what nobody has. */
export const coldKeyBurst: BenchCase = {
  ...shared,
  name: 'cold-key-burst',
  title: `Cold key, ${PROCESSES} processes at once`,
  method: `${PROCESSES} warm processes ask for the same listing in the same moment; nothing is stored, and Genesys takes ${UPSTREAM_MS} ms. ${BURSTS} times, each with another key. On two cores ${PROCESSES} processes wait for one another, too.`,
  open: (contender) => openBursts(contender, async () => undefined),
};

/** Everybody wants what has just expired. */
export const expiryBurst: BenchCase = {
  ...shared,
  name: 'expiry-burst',
  title: `Expired key, ${PROCESSES} processes at once`,
  method: `As the cold key, but for each burst a value is stored whose TTL of ${TTL_SECONDS} s has passed. Who can use a stale value does so; a refresh in the background, as the libraries have it, needs a process that goes on after its answer, which AWS Lambda's does not.`,
  open: (contender) =>
    openBursts(contender, async ({ workers: [first] }) => {
      const requests = questions.map((parameters) => ({ atMs: 0, parameters }));
      await first?.run({ kind: 'schedule', requests, patienceMs: PATIENCE_MS });
      await sleep(EXPIRED_MS);
    }),
};

function openBursts(contender: string, arrange: (stage: Stage) => Promise<void>): Promise<Subject> {
  const options = {
    contender,
    queues,
    processes: PROCESSES,
    latencyMs: UPSTREAM_MS,
    ttlSeconds: TTL_SECONDS,
  };
  return subjectOn(options, async (stage) => {
    // Connections, tokens and code are warm in all of them.
    await askAll(stage, (index) => ({ pageSize: 30 + index }));
    return async () => {
      await arrange(stage);
      const samples: Sample[] = [];
      for (const parameters of questions) samples.push(await burst(stage, parameters));
      return samples;
    };
  });
}

async function burst(stage: Stage, parameters: Parameters): Promise<Sample> {
  const callsBefore = stage.simulator.calls.api;
  const answers = await askAll(stage, () => parameters);
  await sleep(SETTLED_MS);
  return { ...timesOf(answers), calls: stage.simulator.calls.api - callsBefore };
}

function timesOf(answers: readonly Timed[]): Sample {
  const failed = answers.find(({ outcome }) => outcome === 'error' || outcome === 'no-answer');
  if (failed) throw new Error(`a caller got ${failed.outcome}: ${failed.reason}`);
  const times = answers.map(({ ms }) => ms);
  return { slowestMs: Math.max(...times), medianMs: quantile(times, 0.5) };
}

async function askAll({ workers }: Stage, parametersOf: (index: number) => Parameters): Promise<Timed[]> {
  const startAtMs = Date.now() + LEAD_MS;
  const asked = workers.map((worker, index) => {
    const requests = [{ atMs: 0, parameters: parametersOf(index) }];
    return worker.run({ kind: 'schedule', requests, startAtMs, patienceMs: PATIENCE_MS });
  });
  return (await Promise.all(asked)).flat();
}

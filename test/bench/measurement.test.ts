import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BenchCase } from './case.ts';
import { machineFacts } from './machine.ts';
import { runCase } from './measurement.ts';

const machine = await machineFacts();

/** Notes what is done with it; `b` fails at its second sample. */
function tracedCase(order: BenchCase['order']): { benchCase: BenchCase; trace: string[] } {
  const trace: string[] = [];
  const benchCase: BenchCase = {
    name: 'traced',
    title: 'Traced',
    method: '',
    figures: [{ key: 'round', label: 'round', unit: '' }],
    contenders: ['a', 'b'],
    rounds: 2,
    order,
    open: async (contender) => {
      trace.push(`open ${contender}`);
      return {
        settings: `of ${contender}`,
        sample: async (round) => {
          trace.push(`${contender}${round}`);
          if (contender === 'b' && round === 1) throw new Error('b broke');
          return { round };
        },
        close: async () => void trace.push(`close ${contender}`),
      };
    },
  };
  return { benchCase, trace };
}

const run = (benchCase: BenchCase) =>
  runCase(benchCase, { rounds: 2, contenders: ['a', 'b'], machine, report: () => undefined });

test('rotated: all are open at once, and take turns', async () => {
  const { benchCase, trace } = tracedCase('rotated');
  await run(benchCase);
  assert.deepEqual(trace, ['open a', 'open b', 'a0', 'b0', 'b1', 'a1', 'close a', 'close b']);
});

test('in sequence: one is open at a time', async () => {
  const { benchCase, trace } = tracedCase('in-sequence');
  await run(benchCase);
  assert.deepEqual(trace, ['open a', 'a0', 'a1', 'close a', 'open b', 'b0', 'b1', 'close b']);
});

test('what is measured several times at once counts so often', async () => {
  const { benchCase } = tracedCase('rotated');
  const open = async () => ({
    settings: '',
    sample: async (round: number) => [{ round }, { round: round + 4 }],
    close: async () => undefined,
  });
  const [row] = (await run({ ...benchCase, open })).rows;
  assert.deepEqual(row?.figures, { round: { median: 2.5, p25: 0.75, p75: 4.25, samples: 4 } });
});

test('a contender that fails has no figures and says why; the others have theirs', async () => {
  const { rows } = await run(tracedCase('rotated').benchCase);
  assert.deepEqual(rows, [
    {
      contender: 'a',
      settings: 'of a',
      figures: { round: { median: 0.5, p25: 0.25, p75: 0.75, samples: 2 } },
    },
    { contender: 'b', settings: 'of b', figures: {}, failure: 'b broke' },
  ]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BenchCase, Subject } from './case.ts';
import { runCase } from './measurement.ts';

/** A case with contenders a and b that traces their operations. */
function tracedCase(order: BenchCase['order'], sample?: Subject['sample']) {
  const trace: string[] = [];
  const benchCase: BenchCase = {
    name: 'traced',
    title: 'Traced',
    method: '',
    figures: ['ms', 'calls'].map((key) => ({ key, label: key, unit: '' as const })),
    contenders: ['a', 'b'],
    rounds: 2,
    order,
    open: async (contender) => {
      trace.push(`open ${contender}`);
      return {
        settings: `of ${contender}`,
        sample: async () => {
          trace.push(`sample ${contender}`);
          return sample?.() ?? { ms: trace.length };
        },
        [Symbol.asyncDispose]: async () => void trace.push(`close ${contender}`),
      };
    },
  };
  return { trace, run: () => runCase(benchCase, () => undefined) };
}

test('interleaved contenders are open together and sampled in a rotating order', async () => {
  const { trace, run } = tracedCase('interleaved');
  await run();
  assert.deepEqual(
    trace.join(', '),
    'open a, open b, sample a, sample b, sample b, sample a, close b, close a',
  );
});

test('contenders in sequence are open one at a time', async () => {
  const { trace, run } = tracedCase('in-sequence');
  await run();
  assert.deepEqual(
    trace.join(', '),
    'open a, sample a, sample a, close a, open b, sample b, sample b, close b',
  );
});

test('a run has the median of all samples, even if one measurement returns several samples', async () => {
  const { run } = tracedCase('in-sequence', async () => [{ ms: 1 }, { ms: 2, calls: 7 }, { ms: 9 }]);
  const [row] = await run();
  assert.deepEqual(row, { contender: 'a', settings: 'of a', medians: { ms: 2, calls: 7 } });
});

test('a figure without samples is omitted', async () => {
  const [row] = await tracedCase('in-sequence', async () => ({ ms: 1 })).run();
  assert.deepEqual(row?.medians, { ms: 1 });
});

test('a contender that fails ends the case, and all contenders are closed', async () => {
  const { trace, run } = tracedCase('interleaved', () => Promise.reject(new Error('a broke')));
  await assert.rejects(run(), /a broke/);
  assert.deepEqual(trace.slice(-2), ['close b', 'close a']);
});

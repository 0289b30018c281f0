import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitUntilIdle } from './idle.ts';

/** A machine whose load takes the next of these values after each sleep and keeps the last one. */
function machineWith(loads: readonly number[]) {
  const sleeps: number[] = [];
  const lines: string[] = [];
  const wait = waitUntilIdle(
    (line) => lines.push(line),
    () => loads[sleeps.length] ?? loads.at(-1) ?? 0,
    async (ms) => sleeps.push(ms),
  );
  return { sleeps, lines, wait };
}

test('an idle machine is measured at once', async () => {
  const { wait, sleeps, lines } = machineWith([0.99]);
  await wait;
  assert.deepEqual([sleeps, lines], [[], []]);
});

test('the wait for a busy machine ends when its load is below 1, and its load is printed', async () => {
  const { wait, sleeps, lines } = machineWith([1.5, 1, 0.99]);
  await wait;
  assert.equal(sleeps.length, 2);
  assert.deepEqual(lines, [
    'the load is 1.50, waiting until it is below 1',
    'the load is 1.00, waiting until it is below 1',
  ]);
});

test('a machine that is still busy after ten minutes is rejected with advice', async () => {
  const { wait, sleeps } = machineWith([12]);
  await assert.rejects(wait, {
    name: 'UsageError',
    message: /^the load is 12\.00 after 10 minutes, expected below 1: .*--force, which writes no results$/,
  });
  assert.equal(
    sleeps.reduce((sum, ms) => sum + ms, 0),
    600_000,
  );
});

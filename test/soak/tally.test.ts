import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percentile } from './tally.ts';

test('a percentile is the shortest duration that is not shorter than the given share of durations', () => {
  const counts = new Uint32Array(1001);
  counts[1] = 98;
  counts[200] = 1;
  counts[1000] = 1;
  assert.equal(percentile(counts, 0.5), 1);
  assert.equal(percentile(counts, 0.98), 1);
  assert.equal(percentile(counts, 0.99), 200);
  assert.equal(percentile(counts, 1), 1000);
  assert.equal(percentile(new Uint32Array(3), 0.5), 0);
});

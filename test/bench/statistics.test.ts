import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quantile, summarise } from './statistics.ts';

for (const [sample, q, expected] of [
  [[7], 0.5, 7],
  [[1, 2], 0.5, 1.5],
  [[3, 1, 2], 0.5, 2],
  [[1, 2, 3, 4], 0.25, 1.75],
  [[1, 2, 3, 4], 0, 1],
  [[1, 2, 3, 4], 1, 4],
  [[10, 9, 100], 0.5, 10],
] as const) {
  test(`the ${q} quantile of ${sample} is ${expected}`, () => {
    assert.equal(quantile(sample, q), expected);
  });
}

test('a quantile of nothing is refused', () => {
  assert.throws(() => quantile([], 0.5), RangeError);
});

test('quartiles are in order, within the sample, and the sample is left as it was', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }), (sample) => {
      const before = [...sample];
      const { median, p25, p75, samples } = summarise(sample);
      assert.ok(Math.min(...sample) <= p25 && p25 <= median && median <= p75 && p75 <= Math.max(...sample));
      assert.equal(samples, sample.length);
      assert.deepEqual(sample, before);
    }),
  );
});

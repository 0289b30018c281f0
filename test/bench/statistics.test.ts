import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median, quantile } from './statistics.ts';

for (const [numbers, q, expected] of [
  [[7], 0.5, 7],
  [[1, 2], 0.5, 1.5],
  [[3, 1, 2], 0.5, 2],
  [[1, 2, 3, 4], 0.25, 1.75],
  [[1, 2, 3, 4], 0, 1],
  [[1, 2, 3, 4], 1, 4],
  [[10, 9, 100], 0.5, 10],
] as const) {
  test(`the ${q} quantile of ${numbers} is ${expected}`, () => {
    assert.equal(quantile(numbers, q), expected);
    if (q === 0.5) assert.equal(median(numbers), expected);
  });
}

test('a quantile of an empty list is refused', () => {
  assert.throws(() => quantile([], 0.5), RangeError);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { between, oneOf, seededRandom, shuffled } from './random.ts';

test('the numbers are those of mulberry32 and repeat for the same seed', () => {
  const numbers = Array.from({ length: 3 }, seededRandom(42));
  assert.deepEqual(numbers, Array.from({ length: 3 }, seededRandom(42)));
  assert.deepEqual(numbers, [0.6011037519201636, 0.44829055899754167, 0.8524657934904099]);
  assert.notDeepEqual(numbers, Array.from({ length: 3 }, seededRandom(43)));
});

test('all numbers in the range, including its bounds, and all choices occur', () => {
  const random = seededRandom(1);
  const numbers = Array.from({ length: 1000 }, () => between(random, 3, 6));
  assert.deepEqual([...new Set(numbers)].sort(), [3, 4, 5, 6]);
  const chosen = Array.from({ length: 1000 }, () => oneOf(random, ['a', 'b', 'c']));
  assert.deepEqual([...new Set(chosen)].sort(), ['a', 'b', 'c']);
  assert.throws(() => oneOf(random, []), RangeError);
});

test('shuffling changes only the order', () => {
  const values = Array.from({ length: 20 }, (_, index) => index);
  const order = shuffled(seededRandom(1), values);
  assert.notDeepEqual(order, values);
  assert.deepEqual(
    order.toSorted((a, b) => a - b),
    values,
  );
});

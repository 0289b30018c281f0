import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rotated } from './rotation.ts';

test('each round begins one further on, and goes round', () => {
  const orders = [0, 1, 2, 3].map((round) => rotated(['a', 'b', 'c'], round).join(''));
  assert.deepEqual(orders, ['abc', 'bca', 'cab', 'abc']);
});

test('nobody is nobody in every round', () => {
  assert.deepEqual(rotated([], 3), []);
});

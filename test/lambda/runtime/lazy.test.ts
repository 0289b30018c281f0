import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lazy } from '../../../lambda/runtime/single-flight.ts';

test('creates its value once, on the first call', async () => {
  let made = 0;
  const value = lazy(async () => ++made);
  assert.equal(made, 0);
  assert.deepEqual(await Promise.all([value(), value()]), [1, 1]);
  assert.equal(await value(), 1);
});

test('shares a failure with concurrent callers and tries again for later callers', async () => {
  let attempts = 0;
  const value = lazy(async () => {
    attempts += 1;
    if (attempts === 1) throw new Error('not yet');
    return attempts;
  });
  const outcomes = await Promise.allSettled([value(), value()]);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  assert.equal(await value(), 2);
});

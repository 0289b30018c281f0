import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { both } from '../../../lambda/runtime/both.ts';

test('returns both results in order', async () => {
  assert.deepEqual(await both(Promise.resolve(1), Promise.resolve('a')), [1, 'a']);
});

test('rejects with the error of the first argument, even if the second rejects earlier', async () => {
  const slow = setImmediate().then(() => Promise.reject(new Error('first')));
  await assert.rejects(both(slow, Promise.reject(new Error('second'))), { message: 'first' });
});

test('rejects only after both have settled', async () => {
  let hasEnded = false;
  const slow = setImmediate().then(() => {
    hasEnded = true;
  });
  await assert.rejects(both(Promise.reject(new Error('failed')), slow), { message: 'failed' });
  assert.equal(hasEnded, true);
});

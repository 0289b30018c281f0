import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gateChecks } from './checks.ts';
import limits from './limits.json' with { type: 'json' };
import { verdictOf } from './verdict.ts';

const limit = { max: 3, what: 'apples', remedy: 'eat one' };

for (const [figure, outcome] of [
  [2, 'ok'],
  [3, 'ok'],
  [3.001, 'over'],
  [Number.NaN, 'over'],
  [undefined, 'skipped'],
] as const)
  test(`${figure} of 3 is ${outcome}`, () => {
    assert.equal(verdictOf('basket', figure, limit).outcome, outcome);
  });

test('an exceeded limit is reported with the figure, the limit and advice', () => {
  assert.equal(verdictOf('basket', 4, limit).text, 'basket: 4, limit 3 (apples)\n    eat one');
  assert.doesNotMatch(verdictOf('basket', 2, limit).text, /eat/);
});

test('checks and limits have the same names', () => {
  assert.deepEqual(Object.keys(limits), Object.keys(gateChecks));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verdictOf } from './check.ts';
import { gateChecks } from './checks.ts';
import limits from './limits.json' with { type: 'json' };

const limit = { most: 3, what: 'apples', remedy: 'eat one' };

for (const [figure, isKept] of [
  [2, true],
  [3, true],
  [3.001, false],
  [Number.NaN, false],
] as const) {
  test(`${figure} of 3 is ${isKept ? 'kept' : 'exceeded'}`, () => {
    assert.equal(verdictOf('basket', figure, limit).isKept, isKept);
  });
}

test('what is exceeded is told with its figure, its limit and what to do', () => {
  assert.equal(verdictOf('basket', 4, limit).text, 'basket: 4, limit 3 (apples)\n    eat one');
  assert.doesNotMatch(verdictOf('basket', 2, limit).text, /eat/);
});

test('every check has a limit, and every limit a check', () => {
  assert.deepEqual(Object.keys(limits).sort(), gateChecks.map(({ name }) => name).sort());
});

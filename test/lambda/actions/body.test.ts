import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as v from 'valibot';
import {
  joinedList,
  optionalFlag,
  optionalNumber,
  optionalText,
  sparse,
} from '../../../lambda/actions/body.ts';

for (const [name, schema, empty, value] of [
  ['text', optionalText, '', 'a'],
  ['a number', optionalNumber, 0, 1.5],
  ['true or false', optionalFlag, false, true],
] as const)
  test(`${name} that Genesys leaves out or sends as null is empty`, () => {
    assert.deepEqual(
      [undefined, null, value].map((sent) => v.parse(schema, sent)),
      [empty, empty, value],
    );
    assert.equal(v.is(schema, {}), false);
  });

test('a list in a list becomes one text, separated by commas', () => {
  assert.deepEqual(
    [undefined, null, [], ['a', 'b'], [1, 2]].map((sent) => v.parse(joinedList, sent)),
    ['', '', '', 'a,b', '1,2'],
  );
  assert.equal(v.is(joinedList, [{}]), false);
});

test('a sparse body may lack any property, but not all if it has others', () => {
  const body = sparse(v.looseObject({ results: v.nullish(v.array(v.string()), []) }));
  for (const sent of [{}, { results: null }, { results: [], other: 1 }])
    assert.deepEqual(v.parse(body, sent).results, []);
  for (const sent of [{ message: 'x' }, { results: [5] }, [], null, 'ok', undefined])
    assert.equal(v.is(body, sent), false);
});

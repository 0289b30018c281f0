import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseJson } from '../../../lambda/runtime/json.ts';

test('gives back whatever was written as JSON', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      assert.deepEqual(parseJson(text), JSON.parse(text));
    }),
  );
});

for (const text of [
  '',
  ' ',
  'undefined',
  'NaN',
  '{',
  '{"a":1',
  '{"a":1}}',
  "{'a':1}",
  '<html>',
  '\ufeff{}',
]) {
  test(`gives undefined for ${JSON.stringify(text)}, and throws nothing that could quote it`, () => {
    assert.equal(parseJson(text), undefined);
  });
}

test('tells JSON null from no JSON', () => {
  assert.equal(parseJson('null'), null);
});

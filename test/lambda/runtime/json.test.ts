import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseJson } from '../../../lambda/runtime/json.ts';

test('parses any valid JSON', () => {
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
  test(`returns undefined for ${JSON.stringify(text)} instead of throwing an error that could quote it`, () => {
    assert.equal(parseJson(text), undefined);
  });
}

test('distinguishes JSON null from text that is not JSON', () => {
  assert.equal(parseJson('null'), null);
});

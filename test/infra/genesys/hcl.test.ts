import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attributes, block, literal, object, quote } from '../../../infra/genesys/hcl.ts';

test('equals signs are aligned, except those of expressions with several lines', () => {
  assert.equal(
    attributes({ a: '1', long: quote('x'), list: literal(['x']), b: '2', longer: '3' }),
    'a    = 1\nlong = "x"\nlist = [\n  "x",\n]\nb      = 2\nlonger = 3',
  );
});

test('a block has its parts indented, with blank lines between them', () => {
  assert.equal(block('a "b"', 'c = 1', block('d', 'e = 2')), 'a "b" {\n  c = 1\n\n  d {\n    e = 2\n  }\n}');
});

test('what is empty has no lines', () => {
  assert.deepEqual([block('a'), object({}), literal({}), literal([])], ['a {}', '{}', '{}', '[]']);
});

test('an undefined member of an object is left out', () => {
  assert.equal(literal({ a: undefined, b: 1 }), '{\n  b = 1\n}');
});

test('a member named for is quoted, because it would begin an expression', () => {
  assert.equal(literal({ for: 1, fork: 2 }), '{\n  "for" = 1\n  fork  = 2\n}');
});

for (const [given, written] of [
  ['say "hi"', '"say \\"hi\\""'],
  ['a\nb\\', '"a\\nb\\\\"'],
  ['\b\f\\b', '"\\u0008\\u000c\\\\b"'],
  [`\${x} $!{x} %{if}`, `"$\${x} $!{x} %%{if}"`],
] as const)
  test(`the text ${JSON.stringify(given)} is written as ${written}`, () => {
    assert.equal(quote(given), written);
  });

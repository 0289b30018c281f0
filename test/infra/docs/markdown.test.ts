import assert from 'node:assert/strict';
import { test } from 'node:test';
import { code, jsonText, markdownTable } from '../../../infra/docs/markdown.ts';

test('a table has a header row, a separator and its rows', () => {
  assert.equal(
    markdownTable(
      ['name', 'meaning'],
      [
        ['a', 'b'],
        ['c', ''],
      ],
    ),
    '| name | meaning |\n|---|---|\n| a | b |\n| c |  |',
  );
});

for (const [cell, escaped] of [
  ['a|b', 'a\\|b'],
  ['`a|b`', '`a\\|b`'],
  ['path/<id>', 'path/&lt;id>'],
  ['`path/<id>` and <b>', '`path/<id>` and &lt;b>'],
  ['one\n  two', 'one two'],
] as const)
  test(`the cell ${JSON.stringify(cell)} cannot break the table`, () => {
    assert.equal(markdownTable(['x'], [[cell]]).split('\n')[2], `| ${escaped} |`);
  });

test('a value is shown as code, and undefined as nothing', () => {
  assert.deepEqual([code(0), code(false), code('x'), code(undefined)], ['`0`', '`false`', '`x`', '']);
});

test('JSON has a list or object on one line if it fits, or if it is a detail', () => {
  const long = 'x'.repeat(60);
  for (const [value, text] of [
    [{ a: [1, 'b', null, {}, []] }, '{ "a": [1, "b", null, {}, []] }'],
    [[long, long], `[\n  "${long}",\n  "${long}"\n]`],
    [
      { a: { b: [long, 1, long] } },
      `{\n  "a": {\n    "b": [\n      "${long}",\n      1,\n      "${long}"\n    ]\n  }\n}`,
    ],
  ] as const)
    assert.equal(jsonText(value), text);
  const deep = { a: [{ b: [long, long] }] };
  assert.equal(jsonText([deep]).split('\n').at(4), `        "b": ["${long}", "${long}"]`);
  assert.deepEqual(JSON.parse(jsonText([deep])), [deep]);
});

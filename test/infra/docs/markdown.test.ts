import assert from 'node:assert/strict';
import { test } from 'node:test';
import { code, markdownTable } from '../../../infra/docs/markdown.ts';

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

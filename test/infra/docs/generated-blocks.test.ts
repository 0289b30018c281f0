import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replaceGeneratedBlocks } from '../../../infra/docs/generated-blocks.ts';

const start = (name: string) => `<!-- generated:${name}:start (npm run docs) -->`;
const end = (name: string) => `<!-- generated:${name}:end -->`;
const block = (name: string, content: string) => `${start(name)}\n${content}${end(name)}`;
const replace = (document: string) =>
  replaceGeneratedBlocks(document, { a: 'A $1', b: 'B' }, { path: 'x.md' });

test('only the content of each generated block is replaced', () => {
  const document = `before\n${block('a', 'old\n')}\nbetween\n${block('b', '')}\nafter\n${block('a', 'x')}\n`;
  const expected = `before\n${block('a', '\nA $1\n\n')}\nbetween\n${block('b', '\nB\n\n')}\nafter\n${block('a', '\nA $1\n\n')}\n`;
  assert.equal(replace(document), expected);
  assert.equal(replace(expected), expected);
});

test('a document without blocks is unchanged', () => {
  assert.equal(replace('# Title\n'), '# Title\n');
});

test('an unknown block is an error that lists the known blocks', () => {
  assert.throws(() => replace(block('c', '')), /x\.md has a block "c", expected one of a, b/);
});

test('an unknown block can be kept as it is', () => {
  const document = block('c', 'x') + block('b', '');
  const replaced = replaceGeneratedBlocks(document, { b: 'B' }, { path: 'x.md', others: 'keep' });
  assert.equal(replaced, block('c', 'x') + block('b', '\nB\n\n'));
});

for (const [label, document] of [
  ['no end', start('a')],
  ['no start', end('a')],
  ['another end', `${start('a')}\n${end('b')}`],
  ['an end twice', `${block('a', '')}\n${end('a')}`],
] as const)
  test(`a marker with ${label} is an error`, () => {
    assert.throws(
      () => replace(document),
      /x\.md has \d markers and \d blocks, expected two markers for each block/,
    );
  });

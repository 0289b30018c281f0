import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { codeBlocksOf, readDocument } from '../support/markdown.ts';

const MAX_LINES = 130;
const readme = readDocument('README.md');

describe('README.md', () => {
  test(`has at most ${MAX_LINES} lines, generated blocks included`, () => {
    const lines = readme.trimEnd().split('\n').length;
    assert.ok(lines <= MAX_LINES, `${lines} lines`);
  });

  test('has the commands that start and test everything in a form that can be copied', () => {
    const commands = codeBlocksOf(readme, 'sh').map((block) => block.trim());
    for (const command of ['npm ci && npm start', 'npm ci && npm test'])
      assert.ok(commands.includes(command), command);
  });
});

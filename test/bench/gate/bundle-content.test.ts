import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startModules } from './bundle-content.ts';

const output = (
  modules: string[],
  imports: [path: string, kind: 'import-statement' | 'dynamic-import'][],
) => ({
  bytes: 0,
  exports: [],
  imports: imports.map(([path, kind]) => ({ path, kind })),
  inputs: Object.fromEntries(modules.map((path) => [path, { bytesInOutput: 1 }])),
});

test('statically imported modules count once, also indirect ones and those in a cycle', () => {
  const outputs = {
    'index.mjs': output(['index.ts', 'a.ts'], [['1.mjs', 'import-statement']]),
    '1.mjs': output(['b.ts', 'a.ts'], [['2.mjs', 'import-statement']]),
    '2.mjs': output(['c.ts'], [['index.mjs', 'import-statement']]),
  };
  assert.deepEqual([...startModules({ outputs }, 'index.mjs')], ['index.ts', 'a.ts', 'b.ts', 'c.ts']);
});

test("modules behind an import() and Node's own do not count", () => {
  const outputs = {
    'index.mjs': output(
      ['index.ts'],
      [
        ['late.mjs', 'dynamic-import'],
        ['node:net', 'import-statement'],
      ],
    ),
    'late.mjs': output(['sdk.ts'], []),
  };
  assert.deepEqual([...startModules({ outputs }, 'index.mjs')], ['index.ts']);
});

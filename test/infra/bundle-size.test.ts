import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sizeOf } from '../../infra/bundle.ts';

const output = (
  bytes: number,
  modules: string[],
  imports: [path: string, kind: 'import-statement' | 'dynamic-import'][] = [],
) => ({
  bytes,
  exports: [],
  imports: imports.map(([path, kind]) => ({ path, kind })),
  inputs: Object.fromEntries(modules.map((path) => [path, { bytesInOutput: 1 }])),
});

test('statically imported files and modules count once, also indirect ones and those in a cycle', () => {
  const outputs = {
    'index.mjs': output(100, ['index.ts', 'a.ts'], [['1.mjs', 'import-statement']]),
    '1.mjs': output(20, ['b.ts', 'a.ts'], [['2.mjs', 'import-statement']]),
    '2.mjs': output(3, ['c.ts'], [['index.mjs', 'import-statement']]),
  };
  assert.deepEqual(sizeOf({ inputs: {}, outputs }, 'index.mjs'), {
    startBytes: 123,
    startModules: 4,
    allBytes: 123,
    files: 3,
  });
});

test("code behind an import() loads later, and neither Node's own modules nor source maps are part of a bundle", () => {
  const outputs = {
    'index.mjs': output(
      100,
      ['index.ts'],
      [
        ['late.mjs', 'dynamic-import'],
        ['node:net', 'import-statement'],
      ],
    ),
    'late.mjs': output(20, ['sdk.ts']),
    'index.mjs.map': output(1000, []),
  };
  assert.deepEqual(sizeOf({ inputs: {}, outputs }, 'index.mjs'), {
    startBytes: 100,
    startModules: 1,
    allBytes: 120,
    files: 2,
  });
});

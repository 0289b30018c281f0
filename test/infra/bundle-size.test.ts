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

test('each statically imported file and module counts once, including indirect and circular imports', () => {
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

test("code behind an import() does not count as start-up code, and Node's own modules and source maps do not count at all", () => {
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

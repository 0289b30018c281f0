import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sizeOf } from '../../infra/bundle.ts';

const chunk = (fileName: string, bytes: number, moduleIds: string[], imports: string[] = []) => ({
  type: 'chunk' as const,
  fileName,
  isEntry: fileName === 'index.mjs',
  code: 'x'.repeat(bytes),
  moduleIds,
  imports,
});

test('each statically imported file and module counts once, including indirect and circular imports', () => {
  const files = [
    chunk('index.mjs', 100, ['index.ts', 'a.ts'], ['1.mjs']),
    chunk('1.mjs', 20, ['b.ts', 'a.ts'], ['2.mjs']),
    chunk('2.mjs', 3, ['c.ts'], ['index.mjs']),
  ];
  assert.deepEqual(sizeOf(files), { startBytes: 123, startModules: 4, allBytes: 123, files: 3 });
});

test("code behind an import() does not count as start-up code, and Node's own modules and source maps do not count at all", () => {
  const files = [
    chunk('index.mjs', 100, ['index.ts'], ['node:net']),
    chunk('late.mjs', 20, ['sdk.ts'], ['index.mjs']),
    { type: 'asset' as const },
  ];
  assert.deepEqual(sizeOf(files), { startBytes: 100, startModules: 1, allBytes: 120, files: 2 });
});

test('the size is in bytes, not in characters', () => {
  const files = [{ ...chunk('index.mjs', 0, ['index.ts']), code: '…' }];
  assert.equal(sizeOf(files).startBytes, 3);
});

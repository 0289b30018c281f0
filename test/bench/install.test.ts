import assert from 'node:assert/strict';
import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isUpToDate } from './install.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

for (const [name, installedS, isKept] of [
  ['never', undefined, false],
  ['before the lockfile changed', 99, false],
  ['at the same moment', 100, true],
  ['after it', 101, true],
] as const) {
  test(`packages installed ${name} are ${isKept ? 'kept' : 'installed again'}`, () => {
    using folder = createTemporaryFolder('install-');
    const touch = (file: string, atS: number) => {
      writeFileSync(join(folder.path, file), '');
      utimesSync(join(folder.path, file), atS, atS);
    };
    touch('lockfile', 100);
    if (installedS !== undefined) touch('installed', installedS);
    assert.equal(isUpToDate(join(folder.path, 'installed'), join(folder.path, 'lockfile')), isKept);
  });
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from '../support/at-exit.ts';

/** A folder that is removed when it is disposed of or when this process exits. */
export interface TemporaryFolder extends Disposable {
  readonly path: string;
}

/** Creates an empty folder whose name begins with the prefix, for example `bench-bundle-`. */
export function createTemporaryFolder(prefix: string): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), prefix));
  const removeNow = () => rmSync(path, { recursive: true, force: true });
  const cancel = atExit(removeNow);
  return {
    path,
    [Symbol.dispose]: () => {
      cancel();
      removeNow();
    },
  };
}

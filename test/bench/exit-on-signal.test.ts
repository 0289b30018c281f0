import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import * as v from 'valibot';
import { until } from '../support/until.ts';

/** Starts a worker, which needs no server for this contender, and prints the resources that a signal must remove. */
const PROGRAM = `
  import { exitOnSignal } from './exit-on-signal.ts';
  import { createTemporaryFolder } from './temporary-folder.ts';
  import { startWorker } from './worker-process.ts';
  exitOnSignal();
  const { pid } = await startWorker({ contender: 'no-cache' });
  const { path } = createTemporaryFolder('exit-on-signal-');
  console.log(JSON.stringify({ pid, path }));
`;
const Leftovers = v.object({ pid: v.number(), path: v.string() });

describe('a signal', { concurrency: true }, () => {
  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    test(`${signal} ends a run with ${status}, its worker processes and its folders`, async () => {
      const child = spawn(process.execPath, ['-e', PROGRAM], {
        cwd: import.meta.dirname,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const { pid, path } = v.parse(Leftovers, JSON.parse(await firstLineOf(child)));
      assert.ok(existsSync(path));
      child.kill(signal);
      assert.deepEqual(await once(child, 'exit'), [status, null]);
      assert.equal(existsSync(path), false);
      await until(() => isGone(pid));
    });
});

/** Fails if the program ends without printing a line. */
async function firstLineOf({ stdout }: ChildProcess): Promise<string> {
  assert.ok(stdout);
  for await (const line of createInterface(stdout)) return line;
  assert.fail('the program printed nothing');
}

function isGone(pid: number): boolean {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
}

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { until } from '../support/until.ts';

/** Opens a stage, which takes processes and folders, and says which; then it would wait for ever. */
const PROGRAM = `
  import { exitOnSignal } from './exit-on-signal.ts';
  import { openStage } from './stage.ts';
  import { createTemporaryFolder } from './temporary-folder.ts';
  exitOnSignal();
  const { workers } = await openStage({ contender: 'no-cache', queues: [] });
  const { path } = createTemporaryFolder('exit-on-signal-');
  console.log(JSON.stringify({ pids: workers.map(({ pid }) => pid), path }));
`;

for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  test(`${signal} ends a run with ${status}, its processes and its folders`, async () => {
    const child = spawn(process.execPath, ['-e', PROGRAM], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const { pids, path } = await firstLineOf(child);
    assert.ok(existsSync(path));
    child.kill(signal);
    assert.deepEqual(await once(child, 'exit'), [status, null]);
    assert.equal(existsSync(path), false);
    await until(() => pids.every(isGone));
  });
}

/** Fails when it ends without a word. */
async function firstLineOf({ stdout }: ChildProcess): Promise<{ pids: number[]; path: string }> {
  assert.ok(stdout);
  for await (const line of createInterface(stdout)) return JSON.parse(line);
  assert.fail('it has said nothing');
}

function isGone(pid: number): boolean {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
}

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { test } from 'node:test';

const SCRIPT = path.resolve(import.meta.dirname, '../../infra/data-action.ts');

test('a command whose output nothing reads ends without an error', async () => {
  const command = spawn(process.execPath, [SCRIPT, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  command.stdout.destroy();
  let errors = '';
  command.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const [code] = await once(command, 'close');
  assert.deepEqual({ code, errors }, { code: 0, errors: '' });
});

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startSimulatorAt } from '../../../infra/local/simulator-address.ts';
import { startLocalServer } from '../../support/local-server.ts';
import { requestToken } from '../../support/simulator.ts';

const COMMAND = fileURLToPath(new URL('../../../infra/local/simulator-command.ts', import.meta.url));

function runSimulator(...args: string[]): Promise<{ exitCode: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, ...args], (error, stdout, stderr) =>
      resolve({ exitCode: error === null ? 0 : error.code, stdout, stderr }),
    );
  });
}

test('prints its URL and credentials, and accepts a login with them', async (t) => {
  const { url, output, stop } = await startLocalServer(t, {}, [process.execPath, COMMAND, '--port', '0']);
  assert.match(output(), /^ {2}GENESYS_CLIENT_ID +local-client\n {2}GENESYS_CLIENT_SECRET +local-secret$/m);
  const credentials = { clientId: 'local-client', clientSecret: 'local-secret' };
  assert.equal((await requestToken({ url, credentials })).status, 200);
  assert.equal(await stop('SIGTERM'), 0);
  await assert.rejects(fetch(url));
});

test('--help lists the options with their defaults', async () => {
  const { exitCode, stdout } = await runSimulator('--help');
  assert.equal(exitCode, 0);
  for (const part of [/--host HOST .*\(127\.0\.0\.1\)/, /--port PORT .*\(3001\)/]) assert.match(stdout, part);
});

for (const [argument, line] of [
  ['--prot', "Unknown option '--prot'; --help shows the options"],
  ['3001', "Unexpected argument '3001'; --help shows the options"],
] as const)
  test(`fails with one line for ${argument}`, async () => {
    assert.deepEqual(await runSimulator(argument), { exitCode: 1, stdout: '', stderr: `${line}\n` });
  });

describe('does not start, and says why,', () => {
  test('when the port is in use', async (t) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    t.after(() => other.close());
    const address = other.address();
    const port = String(typeof address === 'object' ? address?.port : undefined);
    await assert.rejects(startSimulatorAt({ host: '127.0.0.1', port }), {
      name: 'UsageError',
      message: `port ${port} is taken; choose another one with --port`,
    });
  });

  for (const [change, message] of [
    [{ port: '65536' }, '--port is "65536", expected an integer from 0 to 65535'],
    [{ port: '' }, '--port is "", expected an integer from 0 to 65535'],
    [
      // An address of TEST-NET-3 (RFC 5737), which no machine has.
      { host: '203.0.113.1' },
      '--host is "203.0.113.1", expected an address of this machine, such as 127.0.0.1 or 0.0.0.0',
    ],
  ] as const)
    test(`with ${JSON.stringify(change)}`, async () => {
      const start = startSimulatorAt({ host: '127.0.0.1', port: '0', ...change });
      await assert.rejects(start, { name: 'UsageError', message });
    });
});

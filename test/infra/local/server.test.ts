import assert from 'node:assert/strict';
import { exec } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { runLocalServer, startLocalServer } from '../../support/local-server.ts';
import { LONG_TIMEOUTS } from '../../support/long-timeouts.ts';
import { startRedisServer } from '../../support/redis-server.ts';
import { simulatorFor } from '../../support/simulator.ts';
import { until } from '../../support/until.ts';

const run = promisify(exec);

function postQueues(url: string, body = '{}', init: RequestInit = {}): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${url}/dataaction/queues`, { method: 'POST', headers, body, ...init });
}

test('npm start', async (t) => {
  const server = await startLocalServer(t);
  const { url } = server;

  await t.test('prints its environment and a curl command that works when pasted', async () => {
    assert.match(server.output(), /^node +v24\./m);
    assert.match(server.output(), /^cache +in this process/m);
    assert.match(server.output(), /^genesys +simulator at http:\/\/127\.0\.0\.1:\d+/m);

    const curl = /^ +(curl .+)$/m.exec(server.output())?.[1] ?? assert.fail('no curl');
    const [first, second] = [await run(curl), await run(curl)];
    assert.match(first.stdout, /^HTTP\/1\.1 200 OK\r\n.*fwd=uri-miss; stored.*"source":"api".*Support/s);
    assert.match(second.stdout, /; hit; ttl=\d+.*"source":"cache"/s);
  });

  await t.test('logs every request to standard output, with the page too', async () => {
    assert.equal((await fetch(url)).status, 200);
    await postQueues(url, '{"pageNumber":2}');
    await until(() =>
      /^\{"level":"INFO","message":"request",.*"outcome":"miss".*\n.*"outcome":"miss"/ms.test(
        server.output(),
      ),
    );
  });

  await t.test(
    'gives the function the query and headers; refuses invalid methods, paths, actions and types',
    async () => {
      const inBody = await fetch(`${url}/dataaction/queues?errors=body`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'ININ-Correlation-Id': 'abc-1' },
        body: '{"pageSize":0}',
      });
      assert.equal(inBody.status, 200);
      assert.partialDeepStrictEqual(await inBody.json(), { code: 'invalid_input' });
      assert.equal(inBody.headers.get('inin-correlation-id'), 'abc-1');

      for (const path of ['dataaction/queues', 'nowhere'])
        assert.equal((await fetch(`${url}/${path}`)).status, 403, `GET /${path}`);
      assert.equal((await fetch(`${url}/dataaction/nothing`, { method: 'POST' })).status, 404);
      assert.equal((await postQueues(url, '{}', { headers: {} })).status, 415);
    },
  );

  await t.test('refuses a body of more than 10 MB like API Gateway', async () => {
    const response = await postQueues(url, 'x'.repeat(10 * 1024 * 1024 + 1));
    assert.equal(response.status, 413);
    assert.deepEqual(await response.json(), { message: 'HTTP content length exceeded 10485760 bytes.' });
  });

  await t.test('ends with its simulator after SIGINT', async () => {
    const simulatorUrl = /simulator at (\S+)/.exec(server.output())?.[1] ?? assert.fail('no simulator');
    assert.equal((await fetch(simulatorUrl)).status, 404);
    assert.equal(await server.stop('SIGINT'), 0);
    await assert.rejects(fetch(url));
    await assert.rejects(fetch(simulatorUrl));
  });
});

test('a port that is in use is reported in one line', async (t) => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  t.after(() => other.close());
  const address = other.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const { exitCode, output } = await runLocalServer({ PORT: String(port) });
  assert.equal(exitCode, 1);
  assert.equal(output, `port ${port} is taken; choose another one, or use any free port: PORT=0 npm start\n`);
});

test('with an invalid environment it does not start and reports all problems without a stack trace', async () => {
  const env = { PORT: '65536', CACHE_TTL_SECONDS: '0', REDIS_URL: 'http://user:planted@redis/0' };
  const { exitCode, output } = await runLocalServer(env);
  assert.equal(exitCode, 1);
  assert.equal(
    output,
    `the configuration is wrong:
  - PORT is "65536", expected an integer from 0 to 65535
  - CACHE_TTL_SECONDS is "0", expected an integer from 1 to 86400
  - REDIS_URL is "http://***", expected redis://[user:password@]host[:port][/db], or rediss:// for TLS
`,
  );
});

test('--help lists the variables, and an unknown option is reported in one line', async () => {
  const help = await runLocalServer({}, ['--help']);
  assert.equal(help.exitCode, 0);
  for (const name of ['PORT', 'REDIS_URL', 'GENESYS_CLIENT_ID', 'GENESYS_REGION'])
    assert.match(help.output, new RegExp(name));
  const unknown = await runLocalServer({}, ['--prot=1']);
  assert.equal(unknown.exitCode, 1);
  assert.match(unknown.output, /^[^\n]*--prot[^\n]*\n$/);
});

test('with REDIS_URL, two servers share their entries in Redis', async (t) => {
  const redis = await startRedisServer();
  t.after(() => redis.close());
  const simulator = await simulatorFor(t);
  const env = {
    REDIS_URL: redis.url,
    ...LONG_TIMEOUTS,
    GENESYS_API_URL: simulator.url,
    GENESYS_LOGIN_URL: simulator.url,
    GENESYS_CLIENT_ID: 'local-client',
    GENESYS_CLIENT_SECRET: 'local-secret',
  };
  const [first, second] = [await startLocalServer(t, env), await startLocalServer(t, env)];
  assert.match(first.output(), /^cache +Redis/m);
  assert.match(first.output(), new RegExp(`^genesys +Genesys Cloud ${simulator.url}`, 'm'));
  assert.partialDeepStrictEqual(await (await postQueues(first.url)).json(), { source: 'api' });
  assert.partialDeepStrictEqual(await (await postQueues(second.url)).json(), { source: 'cache' });
  assert.deepEqual(await (await fetch(`${second.url}/health`)).json(), {
    status: 'healthy',
    redis: 'connected',
  });
});

test('SIGTERM to npm start ends the server as well', async (t) => {
  const server = await startLocalServer(t, {}, ['npm', 'start']);
  await server.stop('SIGTERM');
  await assert.rejects(fetch(server.url));
});

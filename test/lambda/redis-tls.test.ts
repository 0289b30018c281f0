import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { startRedisServer } from '../support/redis-server.ts';
import { parseResponse, readEvent, startService } from '../support/service.ts';
import { createTlsCertificate } from '../support/tls-certificate.ts';

/** Starts a server that accepts only TLS. */
async function startTlsServer(t: TestContext) {
  const certificate = await createTlsCertificate(t);
  const server = await startRedisServer({ isTls: true, arguments: certificate.redisArguments });
  t.after(() => server.close());
  return { server, certificate };
}

test('over TLS, a miss is stored, the next request is a hit, and the service is healthy', async (t) => {
  const { server, certificate } = await startTlsServer(t);
  certificate.trust();
  const { requestQueues, invoke } = await startService(t, { env: { REDIS_URL: server.url } });
  assert.equal(
    (await requestQueues()).headers['Cache-Status'],
    'GenesysDataActionCache; fwd=uri-miss; stored',
  );
  assert.equal((await requestQueues()).body.source, 'cache');
  assert.deepEqual(parseResponse(await invoke(readEvent('health'))).body, {
    status: 'healthy',
    redis: 'connected',
  });
});

test('with an untrusted certificate, requests bypass Redis and succeed', async (t) => {
  const { server } = await startTlsServer(t);
  const { requestQueues, records } = await startService(t, { env: { REDIS_URL: server.url } });
  const { statusCode, headers } = await requestQueues();
  assert.equal(statusCode, 200);
  assert.equal(headers['Cache-Status'], 'GenesysDataActionCache; fwd=bypass');
  const read = records[0]?.events.find((event) => event.type === 'cache.read');
  assert.match(String(read?.cause instanceof Error && read.cause.cause), /self-signed certificate/);
});

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { generate } from 'selfsigned';
import { startRedisServer } from '../support/redis-server.ts';
import { answered, readEvent, startService } from '../support/service.ts';

/** A server that speaks TLS only on its port, with a certificate for localhost that no one else trusts. */
async function startTlsServer(t: TestContext) {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
    ],
  });
  const folder = await mkdtemp(join(tmpdir(), 'redis-tls-'));
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  await writeFile(certFile, cert);
  await writeFile(keyFile, key);
  const files = ['--tls-cert-file', certFile, '--tls-key-file', keyFile, '--tls-ca-cert-file', certFile];
  const server = await startRedisServer({ isTls: true, arguments: [...files, '--tls-auth-clients', 'no'] });
  t.after(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });
  return { server, cert };
}

/** Lets this process trust the certificate until the test ends, as a public authority's is trusted on Lambda. */
function trust(t: TestContext, cert: string): void {
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, cert]);
  t.after(() => setDefaultCACertificates(before));
}

test('over TLS: a miss, then a hit, and healthy', async (t) => {
  const { server, cert } = await startTlsServer(t);
  trust(t, cert);
  const { askQueues, invoke } = await startService(t, {
    env: { REDIS_URL: server.url, REDIS_TIMEOUT_MS: '2000' },
  });
  assert.equal((await askQueues()).headers['Cache-Status'], 'GenesysDataActionCache; fwd=uri-miss; stored');
  assert.equal((await askQueues()).body.source, 'cache');
  assert.deepEqual(answered(await invoke(readEvent('health'))).body, {
    status: 'healthy',
    redis: 'connected',
  });
});

test('a server whose certificate is not trusted is not used, and fails no request', async (t) => {
  const { server } = await startTlsServer(t);
  const { askQueues, records } = await startService(t, {
    env: { REDIS_URL: server.url, REDIS_TIMEOUT_MS: '2000' },
  });
  const { statusCode, headers } = await askQueues();
  assert.equal(statusCode, 200);
  assert.equal(headers['Cache-Status'], 'GenesysDataActionCache; fwd=bypass');
  const read = records[0]?.events.find((event) => event.type === 'cache.read');
  assert.match(String(read?.cause instanceof Error && read.cause.cause), /self-signed certificate/);
});

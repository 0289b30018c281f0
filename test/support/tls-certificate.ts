import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { generate } from 'selfsigned';

/** A self-signed certificate for localhost. */
export interface TlsCertificate {
  /** PEM. The certificate is also its own authority. */
  readonly cert: string;
  /** Arguments for a Redis server that presents it and requires no client certificate. */
  readonly redisArguments: readonly string[];
  /** Makes this process trust only it until the test ends. */
  trust(): void;
}

/** Creates a certificate. Its files are removed when the test ends. */
export async function createTlsCertificate(t: TestContext): Promise<TlsCertificate> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
    ],
  });
  const folder = await mkdtemp(join(tmpdir(), 'redis-tls-'));
  t.after(() => rm(folder, { recursive: true }));
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  await writeFile(certFile, cert);
  await writeFile(keyFile, key);
  const files = ['--tls-cert-file', certFile, '--tls-key-file', keyFile, '--tls-ca-cert-file', certFile];
  const trust = () => {
    const before = getCACertificates('default');
    setDefaultCACertificates([cert]);
    t.after(() => setDefaultCACertificates(before));
  };
  return { cert, redisArguments: [...files, '--tls-auth-clients', 'no'], trust };
}

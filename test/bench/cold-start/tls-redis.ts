import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';

/** Starts an empty Redis that accepts TLS only. Its certificate is in the folder as `redis.crt`. */
export async function startTlsRedis(folder: string): Promise<RedisServer> {
  const certFile = join(folder, 'redis.crt');
  const keyFile = join(folder, 'redis.key');
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  await writeFile(certFile, cert);
  await writeFile(keyFile, key);
  const files = ['--tls-cert-file', certFile, '--tls-key-file', keyFile, '--tls-ca-cert-file', certFile];
  return startRedisServer({ isTls: true, arguments: [...files, '--tls-auth-clients', 'no'] });
}

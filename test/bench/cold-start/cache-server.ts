import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';

/** A Redis, and what a container needs to reach it. */
export interface CacheServer extends AsyncDisposable {
  env: Record<string, string>;
  /** For writing to it from this process. */
  url: string;
}

/** Starts an empty Redis. Over TLS its certificate, in a file of the folder, is one that containers trust. */
export async function startCacheServer(folder: string, isTls: boolean): Promise<CacheServer> {
  if (!isTls) return cacheServer(await startRedisServer());
  const certFile = join(folder, 'redis.crt');
  const keyFile = join(folder, 'redis.key');
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  await writeFile(certFile, cert);
  await writeFile(keyFile, key);
  const files = ['--tls-cert-file', certFile, '--tls-key-file', keyFile, '--tls-ca-cert-file', certFile];
  const server = await startRedisServer({ isTls, arguments: [...files, '--tls-auth-clients', 'no'] });
  return cacheServer(server, { NODE_EXTRA_CA_CERTS: certFile });
}

function cacheServer(server: RedisServer, env: Record<string, string> = {}): CacheServer {
  const { url } = server;
  return { env: { ...env, REDIS_URL: url }, url, [Symbol.asyncDispose]: server.close };
}

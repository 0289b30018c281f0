import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { startGenesysSimulator } from '../../../infra/local/genesys-simulator.ts';
import type { Subject } from '../case.ts';
import { createTemporaryFolder } from '../temporary-folder.ts';
import { startCacheServer } from './cache-server.ts';
import { type Deployment, startColdContainer } from './cold-container.ts';
import { deploy, isAnswering, settingsOf } from './deployments.ts';
import { cacheKey } from './tutorial-port/key.ts';

const EVENT = readFileSync(new URL('../../events/queues.json', import.meta.url), 'utf8');

/**
 * A function as it is deployed, with a Redis of its own that holds the answer. A sample is a new container: from the
 * start of its process to its first poll for work, and to its first answer.
 */
export async function openColdStart(contender: string, isTls: boolean): Promise<Subject> {
  await using opening = new AsyncDisposableStack();
  const folder = opening.use(createTemporaryFolder('cold-start-'));
  const redis = opening.use(await startCacheServer(folder.path, isTls));
  const simulator = opening.adopt(await startGenesysSimulator(), ({ close }) => close());
  const deployment = await deploy(contender, join(folder.path, 'function'), {
    ...redis.env,
    REDIS_TIMEOUT_MS: '5000',
    CACHE_TTL_SECONDS: '86400',
    GENESYS_API_URL: simulator.url,
    GENESYS_LOGIN_URL: simulator.url,
    GENESYS_CLIENT_ID: simulator.credentials.clientId,
    GENESYS_CLIENT_SECRET: simulator.credentials.clientSecret,
  });
  if (isAnswering(contender)) {
    await storeForTutorial(redis.url, isTls);
    await startColdContainer(deployment, [EVENT]);
    await assertHit(deployment);
  }
  const open = opening.move();
  return {
    settings: settingsOf(contender),
    sample: async () => {
      const { pollMs, answerMs, cpuMs } = await startColdContainer(deployment, [EVENT]);
      // Where there is no /proc the figure is left out.
      return { pollMs, answerMs, ...(Number.isFinite(cpuMs) && { cpuMs }) };
    },
    close: () => open.disposeAsync(),
  };
}

/** The port cannot ask Genesys here, as it reads its secret from AWS; the others store what they are asked. */
async function storeForTutorial(redisUrl: string, isTls: boolean): Promise<void> {
  const client = new Redis(redisUrl, isTls ? { tls: { rejectUnauthorized: false } } : {});
  await client.set(cacheKey('queues', JSON.parse(JSON.parse(EVENT).body)), JSON.stringify({ entities: [] }));
  client.disconnect();
}

async function assertHit(deployment: Deployment): Promise<void> {
  const { invocations } = await startColdContainer(deployment, [EVENT]);
  const { body } = JSON.parse(invocations[0]?.body ?? '{}');
  assert.equal(JSON.parse(body).source, 'cache');
}

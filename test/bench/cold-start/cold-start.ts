/**
 * How long a new container takes to its first poll for work and to its first answer, a hit:
 * `npm run bench:cold-start -- [--rounds 11] [--tls] [--only <part of a variant's name>]`.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { startGenesysSimulator } from '../../../infra/local/genesys-simulator.ts';
import { startCacheServer } from './cache-server.ts';
import { type Deployment, startColdContainer } from './cold-container.ts';
import { deployBare, deployOurs, deployTutorialPort } from './deployments.ts';
import { type Measured, rotated } from './rounds.ts';
import { table } from './table.ts';
import { cacheKey } from './tutorial-port/key.ts';
import { VARIANTS } from './variants.ts';

interface Contender extends Measured {
  deployment: Deployment;
}

const EVENT = readFileSync(new URL('../../events/queues.json', import.meta.url), 'utf8');
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '11' },
    tls: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
});
const rounds = Number(values.rounds);

await using folder = await mkdtempDisposable(join(tmpdir(), 'cold-start-'));
await using redis = await startCacheServer(folder.path, values.tls);
const simulator = await startGenesysSimulator();
const env = {
  ...redis.env,
  REDIS_TIMEOUT_MS: '5000',
  CACHE_TTL_SECONDS: '86400',
  GENESYS_API_URL: simulator.url,
  GENESYS_LOGIN_URL: simulator.url,
  GENESYS_CLIENT_ID: simulator.credentials.clientId,
  GENESYS_CLIENT_SECRET: simulator.credentials.clientSecret,
};
const at = (name: string) => join(folder.path, name);

const contenders = [
  contender('bare handler', await deployBare(at('bare'))),
  contender('tutorial port', await deployTutorialPort(at('tutorial-port'), env)),
  contender('this function', await deployOurs(at('ours'), env)),
];
for (const variant of VARIANTS.filter(({ name }) => name.includes(values.only)))
  contenders.push(contender(variant.name, await deployOurs(at(variant.name), env, variant)));

await fillCaches();
for (let round = 0; round < rounds; round++)
  for (const { deployment, pollMs, answerMs, cpuMs } of rotated(contenders, round)) {
    const start = await startColdContainer(deployment, [EVENT]);
    pollMs.push(start.pollMs);
    answerMs.push(start.answerMs);
    cpuMs.push(start.cpuMs);
  }
await simulator.close();
process.stdout.write(
  `Node ${process.version}, ${process.arch}, Redis ${values.tls ? 'with' : 'without'} TLS, medians of ${rounds} (quartiles)\n\n`,
);
process.stdout.write(`${table(contenders)}\n`);

function contender(name: string, deployment: Deployment): Contender {
  return { name, deployment, pollMs: [], answerMs: [], cpuMs: [] };
}

/** After this, everybody's first answer is a hit. */
async function fillCaches(): Promise<void> {
  const client = new Redis(redis.url, values.tls ? { tls: { rejectUnauthorized: false } } : {});
  const { body } = JSON.parse(EVENT);
  await client.set(cacheKey('queues', JSON.parse(body)), JSON.stringify({ entities: [] }));
  client.disconnect();
  const [, ...caches] = contenders;
  for (const { deployment } of [...caches, ...caches.slice(1, 2)])
    await startColdContainer(deployment, [EVENT]);
  for (const { name, deployment } of caches) {
    const { invocations } = await startColdContainer(deployment, [EVENT]);
    const answer = JSON.parse(invocations[0]?.body ?? '');
    assert.equal(JSON.parse(answer.body).source, 'cache', name);
  }
}

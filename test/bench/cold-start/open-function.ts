import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import * as v from 'valibot';
import { startGenesysSimulator } from '../../../infra/local/genesys-simulator.ts';
import { createTemporaryFolder } from '../temporary-folder.ts';
import { type ColdStart, startContainer } from './container.ts';
import { FUNCTIONS } from './functions.ts';
import { startTlsRedis } from './tls-redis.ts';
import { cacheKey } from './tutorial-port/key.ts';

const EVENT = readFileSync(new URL('../../events/queues.json', import.meta.url), 'utf8');
const Event = v.looseObject({ body: v.string() });
const Result = v.looseObject({
  statusCode: v.number(),
  headers: v.optional(v.record(v.string(), v.string()), {}),
});

/** A deployed function with its own Redis over TLS, which holds the entry of the hit. */
export interface OpenFunction extends AsyncDisposable {
  readonly settings: string;
  /** Starts a new container for one request. Rejects unless the response is the requested hit or miss. */
  start(request: 'hit' | 'miss'): Promise<ColdStart>;
}

/** Builds a contender of {@link FUNCTIONS} and starts its dependencies. */
export async function openFunction(contender: string): Promise<OpenFunction> {
  const lambda = FUNCTIONS.get(contender);
  if (lambda === undefined) throw new RangeError(`no function is called ${contender}`);
  await using opening = new AsyncDisposableStack();
  const { path } = opening.use(createTemporaryFolder('cold-start-'));
  const redis = opening.use(await startTlsRedis(path));
  const simulator = opening.adopt(await startGenesysSimulator(), ({ close }) => close());
  const folder = join(path, 'function');
  await lambda.build(folder);
  const env = {
    NODE_EXTRA_CA_CERTS: join(path, 'redis.crt'),
    REDIS_URL: redis.url,
    REDIS_TIMEOUT_MS: '5000',
    CACHE_TTL_SECONDS: '86400',
    GENESYS_API_URL: simulator.url,
    GENESYS_LOGIN_URL: simulator.url,
    GENESYS_CLIENT_ID: simulator.credentials.clientId,
    GENESYS_CLIENT_SECRET: simulator.credentials.clientSecret,
  };
  let misses = 0;
  const start = async (request: 'hit' | 'miss') => {
    misses += 1;
    const event = request === 'hit' ? EVENT : eventFor({ name: `first miss ${misses}` });
    const coldStart = await startContainer(folder, env, event);
    assertOutcome(coldStart.result, request);
    return coldStart;
  };
  if (contender === 'tutorial') await storeForTutorial(redis.url);
  else await startContainer(folder, env, EVENT);
  const opened = opening.move();
  return { settings: lambda.settings, start, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

function eventFor(parameters: object): string {
  return JSON.stringify({ ...v.parse(Event, JSON.parse(EVENT)), body: JSON.stringify(parameters) });
}

/** Only the product sends this header. */
function assertOutcome(result: string, request: 'hit' | 'miss'): void {
  const { statusCode, headers } = v.parse(Result, JSON.parse(result));
  const cacheStatus = headers['Cache-Status'];
  const isExpected =
    cacheStatus === undefined || cacheStatus.includes(request === 'hit' ? '; hit' : '; fwd=uri-miss');
  if (statusCode !== 200 || !isExpected) throw new Error(`expected a ${request}, the result was ${result}`);
}

async function storeForTutorial(redisUrl: string): Promise<void> {
  const client = new Redis(redisUrl, { tls: { rejectUnauthorized: false } });
  const { body } = v.parse(Event, JSON.parse(EVENT));
  await client.set(cacheKey('queues', JSON.parse(body)), JSON.stringify({ entities: [] }));
  client.disconnect();
}

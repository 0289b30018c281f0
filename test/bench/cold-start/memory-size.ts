/**
 * What more memory buys, as far as that is CPU: a container starts at full speed and is held to its share from
 * its first poll on. On Linux as root, with the Node of the packages, as an older one cannot run it:
 * `node_modules/.bin/node test/bench/cold-start/memory-size.ts [rounds, 11 by default]`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startGenesysSimulator } from '../../../infra/local/genesys-simulator.ts';
import { exitOnSignal } from '../exit-on-signal.ts';
import { rotated } from '../rotation.ts';
import { quantile } from '../statistics.ts';
import { createTemporaryFolder } from '../temporary-folder.ts';
import { startCacheServer } from './cache-server.ts';
import { type Deployment, startColdContainer } from './cold-container.ts';
import { cpuShareOf } from './cpu-share.ts';
import { deploy } from './deployments.ts';

const MEMORY_MB = [128, 256, 512, 1024, 1769];
const WARM_HITS = 100;
const event = readFileSync(new URL('../../events/queues.json', import.meta.url), 'utf8');
const rounds = Number(process.argv[2] ?? 11);

exitOnSignal();
using folder = createTemporaryFolder('memory-size-');
await using redis = await startCacheServer(folder.path, true);
const simulator = await startGenesysSimulator();
const deployment = await deploy('ours', join(folder.path, 'ours'), {
  ...redis.env,
  REDIS_TIMEOUT_MS: '5000',
  CACHE_TTL_SECONDS: '86400',
  GENESYS_API_URL: simulator.url,
  GENESYS_LOGIN_URL: simulator.url,
  GENESYS_CLIENT_ID: simulator.credentials.clientId,
  GENESYS_CLIENT_SECRET: simulator.credentials.clientSecret,
});

/** Of a function that has the memory, from event to answer. */
type AnswerFigure = 'miss' | 'hit' | 'warm';
/** Whatever the memory: the start, the first hit and both, where the start does not wait for Redis, and where it does. */
type StartFigure = 'start' | 'startHit' | 'both' | 'waitedStart' | 'waitedHit' | 'waitedBoth';
type Figure = AnswerFigure | StartFigure;

const samples: { memoryMb: number; figure: Figure; ms: number }[] = [];
const hits = Array<string>(WARM_HITS + 1).fill(event);
await startColdContainer(deployment, [event]);
for (let round = 0; round < rounds; round++)
  for (const memoryMb of rotated(MEMORY_MB, round)) {
    const note = (figure: Figure, ...times: readonly number[]) =>
      void samples.push(...times.map((ms) => ({ memoryMb, figure, ms })));
    const deployed = withMemory(memoryMb);
    const { tookMs } = await start(deployed, memoryMb, hits);
    note('hit', ...tookMs.slice(0, 1));
    note('warm', ...tookMs.slice(1));
    note('miss', ...(await start(deployed, memoryMb, [missingEvent(`${round}-${memoryMb}`)])).tookMs);
    const unwaited = await start(withMemory(Math.max(...MEMORY_MB)), memoryMb, [event]);
    note('start', unwaited.pollMs);
    note('startHit', ...unwaited.tookMs);
    note('both', unwaited.answerMs);
    const waited = await start(withMemory(Math.min(...MEMORY_MB)), memoryMb, [event]);
    note('waitedStart', waited.pollMs);
    note('waitedHit', ...waited.tookMs);
    note('waitedBoth', waited.answerMs);
  }
await simulator.close();

process.stdout.write(`Node ${process.version}, ${process.arch}; ms\n\n`);
print('From event to answer, median / 99th percentile', [0.5, 0.99], {
  'first answer, a miss': 'miss',
  'first answer, a hit': 'hit',
  'warm hit': 'warm',
});
print(
  'Start, first hit and both, medians: where the start does not wait for Redis, and where it does',
  [0.5],
  {
    start: 'start',
    hit: 'startHit',
    both: 'both',
    'start that waits': 'waitedStart',
    'its hit': 'waitedHit',
    'its both': 'waitedBoth',
  },
);

/** The function, as told that it has so much memory: a start waits for Redis with less than 1024 MB. */
function withMemory(memoryMb: number): Deployment {
  return { ...deployment, env: { ...deployment.env, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb) } };
}

async function start(deployed: Deployment, memoryMb: number, events: readonly string[]) {
  using share = cpuShareOf(memoryMb);
  const { pollMs, answerMs, invocations } = await startColdContainer(deployed, events, share);
  return { pollMs, answerMs, tookMs: invocations.map(({ sentMs, answeredMs }) => answeredMs - sentMs) };
}

/** A table with a row for each memory size. */
function print(title: string, quantiles: readonly number[], columns: Record<string, Figure>): void {
  const rows = MEMORY_MB.map((memoryMb) => [
    memoryMb,
    ...Object.values(columns).map((figure) => {
      const own = samples.filter((sample) => sample.memoryMb === memoryMb && sample.figure === figure);
      const times = own.map(({ ms }) => ms);
      return quantiles.map((q) => quantile(times, q).toFixed(1)).join(' / ');
    }),
  ]);
  const head = ['memory, MB', ...Object.keys(columns)];
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`);
  process.stdout.write(`${title}\n\n${lines.join('')}\n`);
}

/** A question that nobody has asked yet. */
function missingEvent(name: string): string {
  return JSON.stringify({ ...JSON.parse(event), body: JSON.stringify({ name }) });
}

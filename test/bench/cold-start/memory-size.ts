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
import { startColdContainer } from './cold-container.ts';
import { cpuShareOf } from './cpu-share.ts';
import { deploy } from './deployments.ts';

const MEMORY_MB = [128, 256, 512, 1024, 1769];
const WARM_HITS = 100;
const FIGURES = ['first answer, a miss', 'first answer, a hit', 'warm hit'] as const;
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

/** Times from event to answer, by memory. */
const measured = MEMORY_MB.map((memoryMb) => ({
  memoryMb,
  tookMs: { 'first answer, a miss': [], 'first answer, a hit': [], 'warm hit': [] } as Record<
    (typeof FIGURES)[number],
    number[]
  >,
}));
const hits = Array<string>(WARM_HITS + 1).fill(event);
await startColdContainer(deployment, [event]);
for (let round = 0; round < rounds; round++)
  for (const { memoryMb, tookMs } of rotated(measured, round)) {
    const [hit, ...warm] = await invoke(memoryMb, hits);
    const [miss] = await invoke(memoryMb, [missingEvent(`${round}-${memoryMb}`)]);
    tookMs['first answer, a hit'].push(hit ?? Number.NaN);
    tookMs['first answer, a miss'].push(miss ?? Number.NaN);
    tookMs['warm hit'].push(...warm);
  }
await simulator.close();

process.stdout.write(`Node ${process.version}, ${process.arch}, ms: median / 99th percentile\n\n`);
process.stdout.write(`| memory, MB | ${FIGURES.join(' | ')} |\n|${' --- |'.repeat(FIGURES.length + 1)}\n`);
for (const { memoryMb, tookMs } of measured) {
  const cells = FIGURES.map((figure) =>
    [0.5, 0.99].map((q) => quantile(tookMs[figure], q).toFixed(1)).join(' / '),
  );
  process.stdout.write(`| ${memoryMb} | ${cells.join(' | ')} |\n`);
}

async function invoke(memoryMb: number, events: readonly string[]): Promise<number[]> {
  using share = cpuShareOf(memoryMb);
  const { invocations } = await startColdContainer(deployment, events, share);
  return invocations.map(({ sentMs, answeredMs }) => answeredMs - sentMs);
}

/** A question that nobody has asked yet. */
function missingEvent(name: string): string {
  return JSON.stringify({ ...JSON.parse(event), body: JSON.stringify({ name }) });
}

import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from '../../infra/command.ts';
import { injectFault, type Stage } from './inject-fault.ts';
import { isExcused } from './invariants.ts';
import { createLoad, type Load } from './load.ts';
import { LIMITS, type LocalSystem, QUEUES, queueName, startLocalSystem } from './local-system.ts';
import { parseOptions, type SoakOptions } from './options.ts';
import { seededRandom } from './random.ts';
import { watchRedis } from './redis-watch.ts';
import { describeResources, leaksBetween, measure, type Resources } from './resources.ts';
import { createResponseChecker, type ResponseChecker } from './response-checker.ts';
import { describeFault, type PlannedFault, planFaults } from './schedule.ts';
import { simulate } from './simulate.ts';
import { createTally, type Tally } from './tally.ts';

const CONTAINERS = 4;
const WARM_UP_MS = 3000;
const CHECK_EVERY_MS = 500;
const PROGRESS_EVERY_MS = 5000;
/** Longer than any request takes on any machine; a request that takes longer never gets a response. */
const IDLE_TIMEOUT_MS = 120_000;
const IDLE_POLL_MS = 50;
const RECOVERY_ROUNDS = 20;
const MEASUREMENTS = 20;
const FLUSH: PlannedFault = { atMs: 0, lastsMs: 0, fault: { on: 'redis', kind: 'flush' } };

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Starts every fault of the plan when it is due; resolves when all are over. */
async function injectAll(plan: readonly PlannedFault[], stage: Stage, injected: Map<string, number>) {
  const startMs = performance.now();
  await Promise.all(
    plan.map(async (planned) => {
      await sleep(startMs + planned.atMs - performance.now());
      const name = describeFault(planned.fault);
      injected.set(name, (injected.get(name) ?? 0) + 1);
      await injectFault(planned, stage);
    }),
  );
}

/**
 * After the last fault, with an empty Redis, every container must serve every queue again. A request that fails while a
 * process is stalled is sent again. Returns the problems.
 */
async function checkRecovery(stage: Stage, load: Load, checker: ResponseChecker): Promise<string[]> {
  const { observer, inService } = stage.system;
  let remaining = [...inService].flatMap((container) =>
    Array.from({ length: QUEUES }, (_, index) => ({ container, queue: queueName(index) })),
  );
  for (let round = 0; round < RECOVERY_ROUNDS && remaining.length > 0; round += 1) {
    await injectFault(FLUSH, stage);
    const exchanges = await Promise.all(
      remaining.map(({ container, queue }) => load.request(container, queue)),
    );
    // Once Redis replies to this ping, the history has every stall that can excuse one of these responses.
    await observer.ping();
    checker.check(load.oldestSentMs);
    remaining = remaining.filter((_, index) => exchanges[index]?.statusCode !== 200);
    const failed = exchanges.filter((exchange) => exchange?.statusCode !== 200);
    const wrong = failed.filter((exchange) => !exchange || !isExcused(exchange, checker.history, LIMITS));
    if (wrong.length > 0) return [`${wrong.length} requests failed after the last fault was over`];
  }
  return remaining.length > 0
    ? [`${remaining.length} requests still failed after ${RECOVERY_ROUNDS} attempts`]
    : [];
}

/** Measures repeatedly until there is no leak, because connections are closed shortly after the last response. */
async function measureEnd(
  system: LocalSystem,
  start: Resources,
): Promise<{ end: Resources; problems: string[] }> {
  for (let attempt = 1; ; attempt += 1) {
    const end = await measure(system);
    const problems = leaksBetween(start, end);
    if (problems.length === 0 || attempt === MEASUREMENTS) return { end, problems };
    await sleep(CHECK_EVERY_MS);
  }
}

async function untilIdle(system: LocalSystem, load: Load): Promise<void> {
  const giveUpMs = performance.now() + IDLE_TIMEOUT_MS;
  while ((load.pending > 0 || system.simulator.pendingRequests > 0) && performance.now() < giveUpMs)
    await sleep(IDLE_POLL_MS);
}

async function soak({ minutes, seed, perSecond }: SoakOptions): Promise<boolean> {
  print(
    `soak of ${minutes} min with seed ${seed}, ${perSecond} requests per second, ${CONTAINERS} containers`,
  );
  await using system = await startLocalSystem(CONTAINERS);
  const tally = createTally();
  const checker = createResponseChecker(tally, LIMITS);
  const random = seededRandom(seed + 1);
  const load = createLoad(system, random, checker);
  const redisWatch = watchRedis(() => system.observer.ping(), checker.history, LIMITS.stallMs);
  await load.send(WARM_UP_MS, perSecond);
  await untilIdle(system, load);
  const start = await measure(system);

  const durationMs = minutes * 60_000;
  const injected = new Map<string, number>();
  const stage: Stage = { system, history: checker.history, random: seededRandom(seed + 2), idle: load.idle };
  const startedMs = performance.now();
  const judging = setInterval(
    () => checker.check(Math.min(load.oldestSentMs, redisWatch.pendingSinceMs)),
    CHECK_EVERY_MS,
  );
  const progress = setInterval(() => printProgress(startedMs, tally, injected), PROGRESS_EVERY_MS);
  try {
    await Promise.all([
      load.send(durationMs, perSecond),
      injectAll(planFaults(seed, durationMs), stage, injected),
    ]);
    await untilIdle(system, load);
    const unrecovered = await checkRecovery(stage, load, checker);
    await untilIdle(system, load);
    redisWatch.stop();
    checker.check(Number.POSITIVE_INFINITY);
    const { end, problems: leaks } = await measureEnd(system, start);
    const problems = [...unrecovered, ...leaks, ...system.defects()];
    if (load.pending > 0) problems.push(`${load.pending} requests never got a response`);
    printResult({ seed, tally, injected, start, end, problems });
    return problems.length === 0 && tally.violations === 0;
  } finally {
    redisWatch.stop();
    clearInterval(judging);
    clearInterval(progress);
  }
}

function printProgress(startedMs: number, tally: Tally, injected: ReadonlyMap<string, number>): void {
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  const faults = [...injected.values()].reduce((sum, times) => sum + times, 0);
  print(`${seconds} s: ${tally.requests} requests, ${faults} faults, ${tally.violations} violations`);
}

interface Result {
  seed: number;
  tally: Tally;
  injected: ReadonlyMap<string, number>;
  start: Resources;
  end: Resources;
  problems: readonly string[];
}

function printResult({ seed, tally, injected, start, end, problems }: Result): void {
  print('');
  for (const line of tally.lines()) print(line);
  print(`at start    ${describeResources(start)}`);
  print(`at the end  ${describeResources(end)}`);
  print('faults');
  for (const [name, times] of [...injected].sort()) print(`  ${name}${times > 1 ? ` × ${times}` : ''}`);
  print(`seed        ${seed} (to repeat these faults: npm run soak -- --seed ${seed})`);
  for (const line of tally.violationLines()) print(line);
  for (const problem of problems) print(`VIOLATED: ${problem}`);
  print(tally.violations + problems.length === 0 ? 'all invariants held' : 'some invariants were VIOLATED');
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (typeof options === 'string') print(options);
  else if (options.schedules !== undefined) {
    const failure = await simulate(options.seed, options.schedules);
    print(failure ?? `all invariants held in ${options.schedules} schedules from seed ${options.seed}`);
    if (failure !== undefined) process.exitCode = 1;
  } else if (!(await soak(options))) process.exitCode = 1;
}

await runCommand(main);

import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from '../../infra/command.ts';
import { createLagMeter } from '../support/lag-meter.ts';
import { createHistory, type Exchange, forget, learn } from './history.ts';
import { violationsOf } from './invariants.ts';
import { createLoad, type Load } from './load.ts';
import { parseOptions, type SoakOptions } from './options.ts';
import { playFault, type Stage } from './play.ts';
import { seededRandom } from './random.ts';
import { describeFault, type PlannedFault, planFaults } from './schedule.ts';
import { describeHoldings, type Holdings, measure, unsteady } from './steadiness.ts';
import { createTally, type Tally } from './tally.ts';
import { LIMITS, QUESTIONS, questionName, startWorld, type World } from './world.ts';

const CONTAINERS = 4;
const WARM_UP_MS = 3000;
const JUDGE_EVERY_MS = 500;
const PROGRESS_EVERY_MS = 5000;
/** An answer is judged when everything that came before it has been answered too. */
const JUDGED_AFTER_MS = 8000;
/** Longer than any entry or back-off window can matter. */
const FORGOTTEN_AFTER_MS = 120_000;
const LAG_SAMPLE_MS = 20;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The answers that are still to be judged, and the judgement on the others. */
function createJudge(tally: Tally) {
  const history = createHistory();
  const lag = createLagMeter(LAG_SAMPLE_MS);
  let unjudged: Exchange[] = [];
  let judgedAtMs = performance.now();

  /** Genesys is simulated in this process: while it stalls, nobody is answered. */
  function noteOwnStalls(): void {
    const lagMs = lag.longestSince(judgedAtMs);
    const sinceMs = performance.now() - judgedAtMs + lagMs;
    judgedAtMs = performance.now();
    if (lagMs >= LIMITS.stallMs) history.stalls.push({ fromMs: Date.now() - sinceMs, untilMs: Date.now() });
  }

  return {
    history,
    answered: (exchange: Exchange) => {
      tally.add(exchange);
      learn(history, exchange, LIMITS.stallMs);
      unjudged.push(exchange);
    },
    /** Judges what was answered before that. */
    judge: (untilMs: number) => {
      noteOwnStalls();
      const ripe = unjudged.filter(({ answeredAtMs }) => answeredAtMs < untilMs);
      unjudged = unjudged.filter(({ answeredAtMs }) => answeredAtMs >= untilMs);
      for (const exchange of ripe)
        for (const violation of violationsOf(exchange, history, LIMITS)) tally.violated(violation, exchange);
      forget(history, Date.now() - FORGOTTEN_AFTER_MS);
    },
  };
}

/** Breaks everything in its time; gives what went wrong with breaking it. */
async function playAll(plan: readonly PlannedFault[], stage: Stage, played: Map<string, number>) {
  const startMs = performance.now();
  await Promise.all(
    plan.map(async (planned) => {
      await sleep(startMs + planned.atMs - performance.now());
      const name = describeFault(planned.fault);
      played.set(name, (played.get(name) ?? 0) + 1);
      await playFault(planned, stage);
    }),
  );
}

/** After the last fault, with nothing remembered, every container answers every question again. */
async function checkRecovery(world: World, load: Load): Promise<string[]> {
  await world.observer.flushall();
  const questions = Array.from({ length: QUESTIONS }, (_, index) => questionName(index));
  const asked = [...world.inService].flatMap((container) =>
    questions.map((question) => load.ask(container, question)),
  );
  const failed = (await Promise.all(asked)).filter((exchange) => exchange?.statusCode !== 200);
  return failed.length > 0 ? [`${failed.length} answers failed after the last fault was over`] : [];
}

async function untilIdle(world: World, load: Load): Promise<void> {
  const giveUpMs = performance.now() + 2 * LIMITS.requestTimeoutMs;
  while ((load.pending > 0 || world.simulator.pendingRequests > 0) && performance.now() < giveUpMs)
    await sleep(JUDGE_EVERY_MS / 10);
}

async function soak({ minutes, seed, perSecond }: SoakOptions): Promise<boolean> {
  say(`soak of ${minutes} min with seed ${seed}, ${perSecond} requests per second, ${CONTAINERS} containers`);
  await using world = await startWorld(CONTAINERS);
  const tally = createTally();
  const judge = createJudge(tally);
  const random = seededRandom(seed + 1);
  const load = createLoad(world, random, {
    answered: judge.answered,
    lost: (loss) => {
      tally.lost();
      judge.history.losses.push(loss);
    },
  });
  await load.send(WARM_UP_MS, perSecond);
  await untilIdle(world, load);
  const start = await measure(world);

  const durationMs = minutes * 60_000;
  const played = new Map<string, number>();
  const stage: Stage = { world, history: judge.history, random: seededRandom(seed + 2), idle: load.idle };
  const startedMs = performance.now();
  const judging = setInterval(() => judge.judge(Date.now() - JUDGED_AFTER_MS), JUDGE_EVERY_MS);
  const progress = setInterval(() => tellProgress(startedMs, tally, played), PROGRESS_EVERY_MS);
  try {
    await Promise.all([
      load.send(durationMs, perSecond),
      playAll(planFaults(seed, durationMs), stage, played),
    ]);
    await untilIdle(world, load);
    const problems = await checkRecovery(world, load);
    await untilIdle(world, load);
    judge.judge(Number.POSITIVE_INFINITY);
    const end = await measure(world);
    problems.push(...unsteady(start, end), ...world.defects());
    if (load.pending > 0) problems.push(`${load.pending} requests were never answered`);
    tellResult({ seed, tally, played, start, end, problems });
    return problems.length === 0 && tally.violations === 0;
  } finally {
    clearInterval(judging);
    clearInterval(progress);
  }
}

function tellProgress(startedMs: number, tally: Tally, played: ReadonlyMap<string, number>): void {
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  const faults = [...played.values()].reduce((sum, times) => sum + times, 0);
  say(`${seconds} s: ${tally.requests} requests, ${faults} faults, ${tally.violations} violations`);
}

interface Result {
  seed: number;
  tally: Tally;
  played: ReadonlyMap<string, number>;
  start: Holdings;
  end: Holdings;
  problems: readonly string[];
}

function tellResult({ seed, tally, played, start, end, problems }: Result): void {
  say('');
  for (const line of tally.lines()) say(line);
  say(`at start    ${describeHoldings(start)}`);
  say(`at the end  ${describeHoldings(end)}`);
  say('faults');
  for (const [name, times] of [...played].sort()) say(`  ${name}${times > 1 ? ` × ${times}` : ''}`);
  say(`seed        ${seed}: npm run soak -- --seed ${seed} plays the same faults again`);
  for (const line of tally.violationLines()) say(line);
  for (const problem of problems) say(`VIOLATED: ${problem}`);
  say(tally.violations + problems.length === 0 ? 'every invariant held' : 'NOT every invariant held');
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (typeof options === 'string') say(options);
  else if (!(await soak(options))) process.exitCode = 1;
}

await runCommand(main);

import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { ACQUIRE_LEASE, PUT_ENTRY } from '../../lambda/redis/scripts.ts';
import type { Invocation } from '../support/container.ts';
import { type Fleet, type MonitoredCommand, monitored, startFleet } from '../support/fleet.ts';
import { until } from '../support/until.ts';

/**
 * 16 real processes on one real Redis. Nothing here asks how fast this machine is: what is asserted of time is
 * relative to what happened in the same round, and the milliseconds measured are printed.
 */
const PATIENT = { timeout: 60_000 };
const SIZE = 16;
const UPSTREAM_MS = 200;
const ROUNDS = 5;
const BREATH_MS = 25;
let fleet: Fleet;
let page = 0;

before(async () => {
  fleet = await startFleet({ size: SIZE });
});
after(() => fleet?.[Symbol.asyncDispose]());

/** A question that nobody has asked yet, and how often Genesys was asked it. */
function newQuestion() {
  page += 1;
  const parameters = { pageSize: 1, pageNumber: page };
  const isAbout = (query: URLSearchParams | undefined) =>
    query?.get('pageSize') === '1' && query.get('pageNumber') === String(parameters.pageNumber);
  const calls = () => fleet.simulator.requests.filter(({ query }) => isAbout(query));
  return { parameters, isAbout, calls };
}

/** A question whose entry is past its lifetime. */
async function staleQuestion() {
  const question = newQuestion();
  const [container] = fleet.containers;
  const { line } = (await container?.askQueues(question.parameters)) ?? assert.fail();
  await fleet.expire(String(line.key));
  const callsBefore = question.calls().length;
  return { ...question, calls: () => question.calls().slice(callsBefore) };
}

const linesWith = (answers: readonly Invocation[], field: string, value: unknown) =>
  answers.filter(({ line }) => line[field] === value);

/** How often each client still claimed once somebody's answer was stored. */
function claimsAfterPut(commands: readonly MonitoredCommand[], key: string): number[] {
  const scripts = commands.filter(({ name, args }) => name === 'EVALSHA' && args[2] === key);
  const put = scripts.findIndex(({ args }) => args[0] === PUT_ENTRY.sha);
  assert.ok(put >= 0, 'nothing was stored');
  const claims = scripts.slice(put).filter(({ args }) => args[0] === ACQUIRE_LEASE.sha);
  return Object.values(Object.groupBy(claims, ({ source }) => source)).map((of) => of?.length ?? 0);
}

/** How long the slowest caller took beyond the winner's call to Genesys and what the machine held it up. */
function slowestExtraMs(answers: readonly Invocation[]): number {
  const [winner] = linesWith(answers, 'claim', 'won');
  const heldUpMs = Math.max(...answers.map(({ lagMs }) => lagMs));
  return Math.max(...answers.map(({ durationMs }) => durationMs)) - Number(winner?.line.genesysMs) - heldUpMs;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function tellDurations(t: TestContext, what: string, answers: readonly Invocation[]): void {
  const durations = answers.map(({ durationMs }) => durationMs);
  t.diagnostic(
    `${what}: p50 ${Math.round(median(durations))} ms, slowest ${Math.round(Math.max(...durations))} ms`,
  );
}

test(
  '16 processes on a cold key make one call, and each asks Redis at most once more when its answer is there',
  PATIENT,
  async (t) => {
    fleet.simulator.latencyMs = UPSTREAM_MS;
    const extraMs: number[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const { parameters, calls } = newQuestion();
      let answers: Invocation[] = [];
      const commands = await monitored(fleet.observer, async () => {
        answers = await fleet.askAll(parameters);
      });
      assert.deepEqual(new Set(answers.map(({ statusCode }) => statusCode)), new Set([200]));
      assert.equal(calls().length, 1);
      assert.equal(linesWith(answers, 'claim', 'won').length, 1);
      const claims = claimsAfterPut(commands, String(answers[0]?.line.key));
      assert.ok(Math.max(0, ...claims) <= 1, `claims after the answer was stored: ${claims}`);
      extraMs.push(slowestExtraMs(answers));
      tellDurations(t, `round ${round}, ${UPSTREAM_MS} ms upstream`, answers);
    }
    t.diagnostic(`slowest caller beyond the call to Genesys, each round: ${extraMs.map(Math.round)} ms`);
    assert.ok(median(extraMs) <= 100, `${extraMs} ms`);
  },
);

test('at expiry one process calls, and the others answer without waiting', PATIENT, async (t) => {
  fleet.simulator.latencyMs = UPSTREAM_MS;
  const { parameters, calls } = await staleQuestion();
  const answers = await fleet.askAll(parameters);
  assert.equal(calls().length, 1);
  assert.equal(linesWith(answers, 'claim', 'won').length, 1);
  assert.equal(linesWith(answers, 'cacheWrite', 'stored').length, 1);
  const others = answers.filter(({ line }) => line.claim !== 'won');
  for (const { statusCode, body, line } of others) {
    assert.equal(statusCode, 200);
    assert.equal(body.source, 'cache');
    assert.equal(line.attempts, 0);
    assert.equal(line.claimPolls, undefined);
  }
  t.diagnostic(
    `${linesWith(others, 'outcome', 'stale').length} of ${others.length} answered with the stale entry`,
  );
  tellDurations(t, 'those who did not call', others);
});

/** Asks everybody again and again, with a breath between, until Genesys has been called so often. */
async function askUntilCalled(
  times: number,
  { parameters, calls }: ReturnType<typeof newQuestion>,
): Promise<Invocation[]> {
  const answers: Invocation[] = [];
  while (calls().length < times) {
    answers.push(...(await fleet.askAll(parameters)));
    await setTimeout(BREATH_MS);
  }
  return answers;
}

/** The back-off windows in the order in which they were opened. */
function windowsOf(answers: readonly Invocation[]): number[] {
  return linesWith(answers, 'failureRemembered', 'stored')
    .toSorted((a, b) => a.answeredAtMs - b.answeredAtMs)
    .map(({ line }) => Number(line.failureWindowMs));
}

test(
  'while Genesys fails, stale entries answer at once, and one call is made in each back-off window',
  PATIENT,
  async (t) => {
    fleet.simulator.latencyMs = 50;
    const question = await staleQuestion();
    fleet.simulator.fail({ kind: 'status', status: 503 });
    const answers = await askUntilCalled(3, question);
    fleet.simulator.heal();
    assert.deepEqual(new Set(answers.map(({ statusCode }) => statusCode)), new Set([200]));
    assert.deepEqual(new Set(answers.map(({ line }) => line.outcome)), new Set(['stale']));
    const gapsMs = gaps(question.calls().map(({ timeMs }) => timeMs));
    const windowsMs = windowsOf(answers);
    t.diagnostic(`${answers.length} answers; windows ${windowsMs} ms, calls ${gapsMs} ms apart`);
    assert.equal(windowsMs.length, 3);
    for (const [index, gapMs] of gapsMs.entries()) assert.ok(gapMs >= Number(windowsMs[index]));
  },
);

test('while Genesys fails on a cold key, one process asks it in each back-off window', PATIENT, async (t) => {
  fleet.simulator.latencyMs = 50;
  const question = newQuestion();
  fleet.simulator.fail({ kind: 'status', status: 503 });
  // With nothing to fall back on, a process makes three attempts.
  const answers = await askUntilCalled(4, question);
  fleet.simulator.heal();
  assert.deepEqual(new Set(answers.map(({ line }) => line.code)), new Set(['genesys_unavailable']));
  const fetches = answers.filter(({ line }) => line.attempts !== 0);
  assert.deepEqual(
    fetches.map(({ line }) => [line.claim, line.attempts]),
    [
      ['won', 3],
      ['won', 3],
    ],
  );
  const [, , gapMs] = gaps(question.calls().map(({ timeMs }) => timeMs));
  const [windowMs] = windowsOf(answers);
  t.diagnostic(`${answers.length} answers; window ${windowMs} ms, fetches ${gapMs} ms apart`);
  assert.ok(Number(gapMs) >= Number(windowMs));
});

function gaps(timesMs: readonly number[]): number[] {
  return timesMs.slice(1).map((timeMs, index) => timeMs - Number(timesMs[index]));
}

test(
  'when the winner is killed in mid-call, the others answer as soon as its lease has ended',
  PATIENT,
  async (t) => {
    fleet.simulator.latencyMs = UPSTREAM_MS;
    const { parameters, isAbout, calls } = newQuestion();
    fleet.simulator.fail({ kind: 'hang', times: 1 });
    const asked = fleet.containers.map((container) => ({
      container,
      answer: container.askQueues(parameters),
    }));
    for (const { answer } of asked) answer.catch(() => undefined);
    const isWinner = ({ container }: (typeof asked)[number]) =>
      container.upstream.some((path) => isAbout(URL.parse(path, 'http://genesys')?.searchParams));
    await until(() => fleet.simulator.pendingRequests === 1 && asked.some(isWinner));
    const winner = asked.find(isWinner) ?? assert.fail();
    await winner.container.kill();

    await assert.rejects(winner.answer, { name: 'ContainerGone' });
    const answers = await Promise.all(asked.filter((one) => one !== winner).map(({ answer }) => answer));
    assert.equal(answers.length, SIZE - 1);
    assert.deepEqual(new Set(answers.map(({ statusCode }) => statusCode)), new Set([200]));
    assert.equal(calls().length, 2);
    assert.equal(linesWith(answers, 'claim', 'won').length, 1);
    // Nobody lost patience and went without the lease.
    assert.equal(linesWith(answers, 'claim', 'held').length, 0);
    tellDurations(t, 'the others', answers);
  },
);

test('no process has left a rejection unhandled', () => {
  assert.deepEqual(
    fleet.containers.flatMap(({ defects }) => defects),
    [],
  );
});

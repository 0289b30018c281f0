import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FAILURE_MEMORY_MS } from '../../lambda/cache/store.ts';
import { ACQUIRE_LEASE, PUT_ENTRY } from '../../lambda/redis/scripts.ts';
import type { Invocation } from '../support/container.ts';
import { type Fleet, type MonitoredCommand, monitored, startFleet } from '../support/fleet.ts';
import { PATIENCE } from '../support/patient-ports.ts';
import { until } from '../support/until.ts';

/** 16 real processes on one real Redis. How long they take is for the benchmark to say. */
const SIZE = 16;
const UPSTREAM_MS = 200;
const ROUNDS = 3;
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

test('16 processes on a cold key make one call, and each asks Redis at most once more when its answer is there', async () => {
  fleet.simulator.latencyMs = UPSTREAM_MS;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const { parameters, calls } = newQuestion();
    let answers: Invocation[] = [];
    const commands = await monitored(fleet.observer, async () => {
      answers = await fleet.askAll(parameters);
    });
    assert.deepEqual(new Set(answers.map(({ statusCode }) => statusCode)), new Set([200]));
    assert.equal(calls().length, 1);
    assert.equal(linesWith(answers, 'lease', 'acquired').length, 1);
    const claims = claimsAfterPut(commands, String(answers[0]?.line.key));
    assert.ok(Math.max(0, ...claims) <= 1, `claims after the answer was stored: ${claims}`);
  }
});

test('at expiry one process calls, and the others answer without waiting', async (t) => {
  fleet.simulator.latencyMs = UPSTREAM_MS;
  const { parameters, calls } = await staleQuestion();
  const answers = await fleet.askAll(parameters);
  assert.equal(calls().length, 1);
  assert.equal(linesWith(answers, 'lease', 'acquired').length, 1);
  assert.equal(linesWith(answers, 'cacheWrite', 'stored').length, 1);
  const others = answers.filter(({ line }) => line.lease !== 'acquired');
  for (const { statusCode, body, line } of others) {
    assert.equal(statusCode, 200);
    assert.equal(body.source, 'cache');
    assert.equal(line.attempts, 0);
    assert.equal(line.leasePolls, undefined);
  }
  t.diagnostic(
    `${linesWith(others, 'outcome', 'stale').length} of ${others.length} answered with the stale entry`,
  );
});

/** The back-off window that these answers opened: one of them has remembered the failure. */
function windowOf(answers: readonly Invocation[]): number {
  const [failed, ...others] = linesWith(answers, 'failureRemembered', 'stored');
  assert.ok(failed && others.length === 0, `${others.length + 1} have remembered a failure`);
  return Number(failed.line.failureWindowMs);
}

test('while Genesys fails, stale entries answer at once, and one call is made in each back-off window', async (t) => {
  fleet.simulator.latencyMs = 0;
  const { parameters, calls } = await staleQuestion();
  fleet.simulator.fail({ kind: 'status', status: 503 });
  const windowsMs: number[] = [];
  for (let window = 1; window <= 3; window += 1) {
    const opening = await fleet.askAll(parameters);
    const within = await fleet.askAll(parameters);
    assert.equal(calls().length, window);
    windowsMs.push(windowOf([...opening, ...within]));
    for (const { statusCode, line } of [...opening, ...within])
      assert.deepEqual([statusCode, line.outcome], [200, 'stale']);
    const key = String(opening[0]?.line.key);
    const keptMs = (await fleet.observer.pttl(`${key}:failure`)) - FAILURE_MEMORY_MS;
    assert.ok(keptMs > 0 && keptMs <= Number(windowsMs.at(-1)) * PATIENCE, `${keptMs} ms`);
    await fleet.endWindow(key);
  }
  fleet.simulator.heal();
  t.diagnostic(`windows of ${windowsMs} ms`);
});

test('while Genesys fails on a cold key, one process asks it in each back-off window', async () => {
  fleet.simulator.latencyMs = 0;
  const { parameters, calls } = newQuestion();
  fleet.simulator.fail({ kind: 'status', status: 503 });
  for (let window = 1; window <= 2; window += 1) {
    const answers = [...(await fleet.askAll(parameters)), ...(await fleet.askAll(parameters))];
    windowOf(answers);
    assert.deepEqual(new Set(answers.map(({ line }) => line.code)), new Set(['genesys_unavailable']));
    // With nothing to fall back on, a process makes three attempts.
    const fetches = answers.filter(({ line }) => line.attempts !== 0);
    assert.deepEqual(
      fetches.map(({ line }) => [line.lease, line.attempts]),
      [['acquired', 3]],
    );
    assert.equal(calls().length, 3 * window);
    await fleet.endWindow(String(answers[0]?.line.key));
  }
  fleet.simulator.heal();
});

test('when the winner is killed in mid-call, the others answer as soon as its lease has ended', async () => {
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
  await fleet.endLeases();

  const answers = await Promise.all(asked.filter((one) => one !== winner).map(({ answer }) => answer));
  assert.equal(answers.length, SIZE - 1);
  assert.deepEqual(new Set(answers.map(({ statusCode }) => statusCode)), new Set([200]));
  assert.equal(calls().length, 2);
  assert.equal(linesWith(answers, 'lease', 'acquired').length, 1);
  // Nobody lost patience and went without the lease.
  assert.equal(linesWith(answers, 'lease', 'held').length, 0);
});

test('no process has left a rejection unhandled', () => {
  assert.deepEqual(
    fleet.containers.flatMap(({ defects }) => defects),
    [],
  );
});

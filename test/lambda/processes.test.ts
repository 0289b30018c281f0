import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FAILURE_MEMORY_MS } from '../../lambda/cache/failure.ts';
import { ACQUIRE_LEASE, PUT_ENTRY } from '../../lambda/redis/scripts.ts';
import type { Container, Invocation } from '../support/container.ts';
import { leftOf } from '../support/control-fields.ts';
import { type Fleet, type MonitoredCommand, monitored, startFleet } from '../support/fleet.ts';
import { TERM_FACTOR } from '../support/movable-ports.ts';
import { until } from '../support/until.ts';

/** Real processes share one real Redis. Durations are not asserted here; the benchmark measures them. */
const SIZE = 16;
/** Enough for the tests after the first one. */
const SIZE_LATER = 6;
const UPSTREAM_MS = 200;
/** In the first round, most processes have not loaded the code for a call. */
const ROUNDS = 2;
let fleet: Fleet;
let started: readonly Container[] = [];
let page = 0;

before(async () => {
  fleet = await startFleet({ size: SIZE, isCold: true });
  started = [...fleet.containers];
  // Redis then knows the scripts, so each attempt is one command.
  await started[0]?.requestQueues({ pageSize: 2 });
});
after(() => fleet?.[Symbol.asyncDispose]());

/** Parameters without an entry, and the calls that Genesys receives for them. */
function coldKey() {
  page += 1;
  const parameters = { pageSize: 1, pageNumber: page };
  const matches = (query: URLSearchParams | undefined) =>
    query?.get('pageSize') === '1' && query.get('pageNumber') === String(parameters.pageNumber);
  const calls = () => fleet.simulator.requests.filter(({ query }) => matches(query));
  return { parameters, matches, calls };
}

/** Parameters whose entry is stale. */
async function staleKey() {
  const key = coldKey();
  const [container] = fleet.containers;
  const { line } = (await container?.requestQueues(key.parameters)) ?? assert.fail();
  await fleet.expire(String(line.key));
  const callsBefore = key.calls().length;
  return { ...key, calls: () => key.calls().slice(callsBefore) };
}

const linesWith = (responses: readonly Invocation[], field: string, value: unknown) =>
  responses.filter(({ line }) => line[field] === value);

/** The number of attempts to acquire the lease after the entry was stored, by client. */
function leaseAttemptsAfterPut(commands: readonly MonitoredCommand[], key: string): number[] {
  const scripts = commands.filter(({ name, args }) => name === 'EVALSHA' && args[2] === key);
  const put = scripts.findIndex(({ args }) => args[0] === PUT_ENTRY.sha);
  assert.ok(put >= 0, 'no entry was stored');
  const attempts = scripts.slice(put).filter(({ args }) => args[0] === ACQUIRE_LEASE.sha);
  return Object.values(Object.groupBy(attempts, ({ source }) => source)).map((of) => of?.length ?? 0);
}

test('16 processes with a cold key make one call, and each polls Redis at most once more after the entry is stored', async () => {
  fleet.simulator.latencyMs = UPSTREAM_MS;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const { parameters, calls } = coldKey();
    let responses: Invocation[] = [];
    const commands = await monitored(fleet.observer, async () => {
      responses = await fleet.requestAll(parameters);
    });
    assert.deepEqual(new Set(responses.map(({ statusCode }) => statusCode)), new Set([200]));
    assert.equal(calls().length, 1);
    assert.equal(linesWith(responses, 'lease', 'acquired').length, 1);
    const attempts = leaseAttemptsAfterPut(commands, String(responses[0]?.line.key));
    assert.ok(Math.max(0, ...attempts) <= 1, `lease attempts after the entry was stored: ${attempts}`);
  }
  await Promise.all(fleet.containers.slice(SIZE_LATER).map(fleet.remove));
});

test('when an entry becomes stale, one process calls Genesys, and the others respond from the cache without waiting', async (t) => {
  fleet.simulator.latencyMs = UPSTREAM_MS;
  const { parameters, calls } = await staleKey();
  const responses = await fleet.requestAll(parameters);
  assert.equal(calls().length, 1);
  assert.equal(linesWith(responses, 'lease', 'acquired').length, 1);
  assert.equal(linesWith(responses, 'cacheWrite', 'stored').length, 1);
  const others = responses.filter(({ line }) => line.lease !== 'acquired');
  for (const { statusCode, body, line } of others) {
    assert.equal(statusCode, 200);
    assert.equal(body.source, 'cache');
    assert.equal(line.attempts, 0);
    assert.equal(line.leasePolls, undefined);
  }
  t.diagnostic(`${linesWith(others, 'outcome', 'stale').length} of ${others.length} served the stale entry`);
});

/** The back-off window, from the one request that stored the remembered failure. */
function windowOf(responses: readonly Invocation[]): number {
  const [failed, ...others] = linesWith(responses, 'failureRemembered', 'stored');
  assert.ok(failed && others.length === 0, `${others.length + 1} requests remembered a failure`);
  return Number(failed.line.failureWindowMs);
}

test('while Genesys fails, the stale entry is served at once, and only one call is made per back-off window', async (t) => {
  fleet.simulator.latencyMs = 0;
  const { parameters, calls } = await staleKey();
  fleet.simulator.fail({ kind: 'status', status: 503 });
  const windowsMs: number[] = [];
  for (let window = 1; window <= 3; window += 1) {
    const first = await fleet.requestAll(parameters);
    const later = await fleet.requestAll(parameters);
    assert.equal(calls().length, window);
    windowsMs.push(windowOf([...first, ...later]));
    for (const { statusCode, line } of [...first, ...later])
      assert.deepEqual([statusCode, line.outcome], [200, 'stale']);
    const key = String(first[0]?.line.key);
    const keptMs = (await leftOf(fleet.observer, 'failure', key)) - FAILURE_MEMORY_MS;
    assert.ok(keptMs > 0 && keptMs <= Number(windowsMs.at(-1)) * TERM_FACTOR, `${keptMs} ms`);
    await fleet.endWindow(key);
  }
  fleet.simulator.heal();
  t.diagnostic(`windows of ${windowsMs} ms`);
});

test('while Genesys fails with a cold key, only one process calls it per back-off window', async () => {
  fleet.simulator.latencyMs = 0;
  const { parameters, calls } = coldKey();
  fleet.simulator.fail({ kind: 'status', status: 503 });
  for (let window = 1; window <= 2; window += 1) {
    const responses = [...(await fleet.requestAll(parameters)), ...(await fleet.requestAll(parameters))];
    windowOf(responses);
    assert.deepEqual(new Set(responses.map(({ line }) => line.code)), new Set(['genesys_unavailable']));
    // Without a stale entry to fall back on, the process makes three attempts.
    const fetches = responses.filter(({ line }) => line.attempts !== 0);
    assert.deepEqual(
      fetches.map(({ line }) => [line.lease, line.attempts]),
      [['acquired', 3]],
    );
    assert.equal(calls().length, 3 * window);
    await fleet.endWindow(String(responses[0]?.line.key));
  }
  fleet.simulator.heal();
});

test('when the lease holder is killed during its call, the other processes respond once the lease expires', async () => {
  fleet.simulator.latencyMs = UPSTREAM_MS;
  const { parameters, matches, calls } = coldKey();
  fleet.simulator.fail({ kind: 'hang', times: 1 });
  const requests = fleet.containers.map((container) => ({
    container,
    response: container.requestQueues(parameters),
  }));
  for (const { response } of requests) response.catch(() => undefined);
  const isHolder = ({ container }: (typeof requests)[number]) =>
    container.upstream.some((path) => matches(URL.parse(path, 'http://genesys')?.searchParams));
  await until(() => fleet.simulator.pendingRequests === 1 && requests.some(isHolder));
  const holder = requests.find(isHolder) ?? assert.fail();
  await holder.container.kill();
  await assert.rejects(holder.response, { name: 'ContainerGone' });
  await fleet.endLeases();

  const responses = await Promise.all(
    requests.filter((one) => one !== holder).map(({ response }) => response),
  );
  assert.equal(responses.length, SIZE_LATER - 1);
  assert.deepEqual(new Set(responses.map(({ statusCode }) => statusCode)), new Set([200]));
  assert.equal(calls().length, 2);
  assert.equal(linesWith(responses, 'lease', 'acquired').length, 1);
  // No process stopped waiting and called Genesys without the lease.
  assert.equal(linesWith(responses, 'lease', 'held').length, 0);
});

test('no process had an unhandled rejection', () => {
  assert.deepEqual(
    started.flatMap(({ defects }) => defects),
    [],
  );
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Container, Invocation } from '../support/container.ts';
import { type Fleet, startFleet } from '../support/fleet.ts';
import { until } from '../support/until.ts';

/** Containers as real processes that share one real Redis, and none of which has logged in when it starts. */
const SIZE = 4;
const NEW = 2;
let fleet: Fleet;
let page = 0;

before(async () => {
  fleet = await startFleet({ size: SIZE, isCold: true });
});
after(() => fleet?.[Symbol.asyncDispose]());

/** Sends a request with a key of its own to each container concurrently, so that each calls Genesys. */
function missInAll(containers: readonly Container[] = fleet.containers): Promise<Invocation[]> {
  return Promise.all(containers.map((container) => miss(container)));
}

function miss(container: Container): Promise<Invocation> {
  page += 1;
  return container.requestQueues({ pageSize: 1, pageNumber: page });
}

/** The logins during `work`. */
async function loginsDuring(work: () => Promise<unknown>): Promise<number> {
  const before = fleet.simulator.calls.logins;
  await work();
  return fleet.simulator.calls.logins - before;
}

const assertServed = (responses: readonly Invocation[]) =>
  assert.deepEqual(
    new Set(responses.map(({ statusCode, body }) => `${statusCode} ${body.source}`)),
    new Set(['200 api']),
  );
const countOf = (responses: readonly Invocation[], source: string) =>
  responses.filter(({ line }) => line.tokenSource === source).length;

test('cold containers with a miss each make one login', async () => {
  const logins = await loginsDuring(async () => {
    const responses = await missInAll();
    assertServed(responses);
    assert.deepEqual([countOf(responses, 'login'), countOf(responses, 'shared')], [1, SIZE - 1]);
  });
  assert.equal(logins, 1);
});

test('new containers, as after a deployment, make no login', async () => {
  const started: Container[] = [];
  const logins = await loginsDuring(async () => {
    for (let index = 0; index < NEW; index += 1) started.push(await fleet.add());
    const responses = await missInAll(started);
    assertServed(responses);
    assert.equal(countOf(responses, 'shared'), NEW);
    assert.equal(countOf(await missInAll(started), 'kept'), NEW);
  });
  for (const container of started) await fleet.remove(container);
  assert.equal(logins, 0);
});

test('when Genesys refuses the token of all containers, they make one login, and every request succeeds', async () => {
  for (let round = 1; round <= 3; round += 1) {
    fleet.simulator.revokeTokens();
    assert.equal(await loginsDuring(async () => assertServed(await missInAll())), 1);
  }
});

test('a container that was frozen while the token was refused and replaced goes on with the new one', async () => {
  const [frozen, ...others] = fleet.containers;
  assert.ok(frozen);
  frozen.freeze();
  fleet.simulator.revokeTokens();
  const logins = await loginsDuring(async () => {
    assertServed(await missInAll(others));
    frozen.thaw();
    const response = await miss(frozen);
    assertServed([response]);
    assert.equal(response.line.tokenSource, 'shared');
  });
  assert.equal(logins, 1);
});

test('a container that is frozen during its login delays the others only until its lease ends, and succeeds later', async () => {
  const [frozen, ...others] = fleet.containers;
  assert.ok(frozen);
  fleet.simulator.revokeTokens();
  fleet.simulator.fail({ kind: 'hang', target: 'login', times: 1 });
  const late = miss(frozen);
  await until(() => fleet.simulator.pendingRequests === 1);
  frozen.freeze();
  const pending = missInAll(others);
  await fleet.endLeases();
  assertServed(await pending);
  frozen.thaw();
  // Closes the connection of the login; the attempt fails and the next one finds the token of the others.
  fleet.simulator.heal();
  const response = await late;
  assertServed([response]);
  assert.equal(response.line.tokenSource, 'shared');
});

test('when the container that logs in is killed, the others make one login once its lease ends', async () => {
  const [killed, ...others] = fleet.containers;
  assert.ok(killed);
  fleet.simulator.revokeTokens();
  fleet.simulator.fail({ kind: 'hang', target: 'login', times: 1 });
  const lost = miss(killed);
  lost.catch(() => undefined);
  await until(() => fleet.simulator.pendingRequests === 1);
  const logins = await loginsDuring(async () => {
    const pending = missInAll(others);
    await fleet.remove(killed);
    await assert.rejects(lost, { name: 'ContainerGone' });
    await fleet.endLeases();
    assertServed(await pending);
  });
  assert.equal(logins, 1);
});

test('after Redis has lost all data, no container logs in, because each keeps its token', async () => {
  await fleet.observer.flushall();
  assert.equal(await loginsDuring(async () => assertServed(await missInAll())), 0);
});

test('no container had an unhandled rejection', () => {
  assert.deepEqual(
    fleet.containers.flatMap(({ defects }) => defects),
    [],
  );
});

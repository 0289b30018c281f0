import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreCircuitOpen, StoreUnavailable } from '../../../lambda/cache/store.ts';
import { createBreaker, type Verdict } from '../../../lambda/redis/breaker.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

/** A breaker, and a function that runs work with the given outcome through it. */
function createSubject() {
  const clock = createFakeClock();
  let showConnected: () => void = () => assert.fail('no listener');
  const breaker = createBreaker(clock, (onConnected) => {
    showConnected = onConnected;
  });
  let runs = 0;
  const call = async (outcome: 'fine' | Verdict): Promise<string> => {
    const failure = new Error(outcome);
    const work = async () => {
      runs += 1;
      if (outcome === 'fine') return 'fine';
      throw failure;
    };
    return breaker(work, (error) => {
      assert.equal(error, failure);
      return outcome === 'fine' ? 'alive' : outcome;
    }).catch((error) => (error instanceof StoreCircuitOpen ? 'skipped' : `failed: ${error.message}`));
  };
  /** Work that the test ends. */
  const begin = () => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const done = breaker(
      () => promise,
      () => 'outage',
    ).then(
      () => 'fine',
      (error) => (error instanceof StoreCircuitOpen ? 'skipped' : 'failed'),
    );
    return { done, succeed: resolve, fail: () => reject(new Error('down')) };
  };
  return { clock, call, begin, runs: () => runs, showConnected: () => showConnected() };
}

test('a closed breaker runs all work and returns its results', async () => {
  const { call, runs } = createSubject();
  for (let count = 1; count <= 3; count += 1) {
    assert.equal(await call('fine'), 'fine');
    assert.equal(runs(), count);
  }
});

test('the first outage opens the breaker and is returned unchanged', async () => {
  const { call, runs } = createSubject();
  assert.equal(await call('outage'), 'failed: outage');
  for (let count = 0; count < 3; count += 1) assert.equal(await call('fine'), 'skipped');
  assert.equal(runs(), 1);
});

test('StoreCircuitOpen is a StoreUnavailable', async () => {
  const error = new StoreCircuitOpen('not runs');
  assert.ok(error instanceof StoreUnavailable);
  assert.equal(error.name, 'StoreCircuitOpen');
});

test('each further outage doubles the pause, from 0.5 s up to 8 s', async () => {
  const { clock, call } = createSubject();
  await call('outage');
  for (const pauseMs of [500, 1000, 2000, 4000, 8000, 8000, 8000]) {
    await clock.advance(pauseMs - 1);
    assert.equal(await call('outage'), 'skipped', `${pauseMs - 1} ms`);
    await clock.advance(1);
    assert.equal(await call('outage'), 'failed: outage', `${pauseMs} ms`);
  }
});

for (const [label, outcome, seen] of [
  ['a reply', 'fine', 'fine'],
  ['a refusal', 'alive', 'failed: alive'],
] as const) {
  test(`${label} to the probe closes the breaker and resets the pause`, async () => {
    const { clock, call } = createSubject();
    await call('outage');
    await clock.advance(500);
    await call('outage');
    await clock.advance(1000);
    assert.equal(await call(outcome), seen);
    assert.equal(await call('fine'), 'fine');

    await call('outage');
    await clock.advance(499);
    assert.equal(await call('fine'), 'skipped');
    await clock.advance(1);
    assert.equal(await call('fine'), 'fine');
  });
}

for (const outcome of ['alive', 'unknown'] as const) {
  test(`errors classified as ${outcome} never open the breaker`, async () => {
    const { call, runs } = createSubject();
    for (let count = 0; count < 10; count += 1) assert.equal(await call(outcome), `failed: ${outcome}`);
    assert.equal(runs(), 10);
  });
}

test('an aborted probe does not change the state, so the next call is a probe', async () => {
  const { clock, call } = createSubject();
  await call('outage');
  await clock.advance(500);
  assert.equal(await call('unknown'), 'failed: unknown');
  assert.equal(await call('outage'), 'failed: outage');
  await clock.advance(999);
  assert.equal(await call('fine'), 'skipped');
});

test('a half-open breaker runs one probe and rejects other work at once', async () => {
  const { clock, call, begin } = createSubject();
  await call('outage');
  await clock.advance(500);
  const probe = begin();
  await clock.advance(10_000);
  for (let count = 0; count < 3; count += 1) assert.equal(await call('fine'), 'skipped');
  probe.succeed();
  assert.equal(await probe.done, 'fine');
  assert.equal(await call('fine'), 'fine');
});

test('concurrent calls that fail in the same outage open the breaker once', async () => {
  const { clock, call, begin } = createSubject();
  const calls = Array.from({ length: 5 }, begin);
  for (const { fail, done } of calls) {
    fail();
    assert.equal(await done, 'failed');
  }
  await clock.advance(499);
  assert.equal(await call('fine'), 'skipped');
  await clock.advance(1);
  assert.equal(await call('fine'), 'fine');
});

test('a new connection closes the breaker after the first outage', async () => {
  const { call, showConnected } = createSubject();
  await call('outage');
  assert.equal(await call('fine'), 'skipped');
  showConnected();
  assert.equal(await call('fine'), 'fine');
});

test('a new connection after several outages shortens the pause to the first one', async () => {
  const { clock, call, showConnected } = createSubject();
  await call('outage');
  showConnected();
  assert.equal(await call('outage'), 'failed: outage');
  showConnected();
  await clock.advance(499);
  assert.equal(await call('fine'), 'skipped');
  await clock.advance(1);
  assert.equal(await call('outage'), 'failed: outage');
  await clock.advance(600);
  assert.equal(await call('fine'), 'skipped');
  showConnected();
  assert.equal(await call('fine'), 'fine');
});

test('a reply to a call from before the outage closes the breaker', async () => {
  const { call, begin } = createSubject();
  const early = begin();
  await call('outage');
  early.succeed();
  assert.equal(await early.done, 'fine');
  assert.equal(await call('fine'), 'fine');
});

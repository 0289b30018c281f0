import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreSkipped, StoreUnavailable } from '../../../lambda/cache/store.ts';
import { createBreaker, type Verdict } from '../../../lambda/redis/breaker.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

/** A breaker, and calls through it that end at once as told. */
function createSubject() {
  const clock = createFakeClock();
  let showLife: () => void = () => assert.fail('nobody listens');
  const breaker = createBreaker(clock, (close) => {
    showLife = close;
  });
  let asked = 0;
  const call = async (outcome: 'fine' | Verdict): Promise<string> => {
    const failure = new Error(outcome);
    const work = async () => {
      asked += 1;
      if (outcome === 'fine') return 'fine';
      throw failure;
    };
    return breaker(work, (error) => {
      assert.equal(error, failure);
      return outcome === 'fine' ? 'alive' : outcome;
    }).catch((error) => (error instanceof StoreSkipped ? 'skipped' : `failed: ${error.message}`));
  };
  /** Work that ends when the test says so. */
  const begin = () => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const done = breaker(
      () => promise,
      () => 'outage',
    ).then(
      () => 'fine',
      (error) => (error instanceof StoreSkipped ? 'skipped' : 'failed'),
    );
    return { done, answer: resolve, fail: () => reject(new Error('down')) };
  };
  return { clock, call, begin, asked: () => asked, showLife: () => showLife() };
}

test('while all is well, everything is asked, and its result given', async () => {
  const { call, asked } = createSubject();
  for (let count = 1; count <= 3; count += 1) {
    assert.equal(await call('fine'), 'fine');
    assert.equal(asked(), count);
  }
});

test('the first outage is passed on as it is, and nothing is asked from then on', async () => {
  const { call, asked } = createSubject();
  assert.equal(await call('outage'), 'failed: outage');
  for (let count = 0; count < 3; count += 1) assert.equal(await call('fine'), 'skipped');
  assert.equal(asked(), 1);
});

test('what is skipped counts as a store that is unavailable', async () => {
  const error = new StoreSkipped('not asked');
  assert.ok(error instanceof StoreUnavailable);
  assert.equal(error.name, 'StoreSkipped');
});

test('each further outage doubles the pause, from half a second up to eight', async () => {
  const { clock, call } = createSubject();
  await call('outage');
  for (const pauseMs of [500, 1000, 2000, 4000, 8000, 8000, 8000]) {
    await clock.advance(pauseMs - 1);
    assert.equal(await call('outage'), 'skipped', `${pauseMs - 1} ms`);
    await clock.advance(1);
    assert.equal(await call('outage'), 'failed: outage', `${pauseMs} ms`);
  }
});

for (const [what, outcome, seen] of [
  ['an answer', 'fine', 'fine'],
  ['a refusal', 'alive', 'failed: alive'],
] as const) {
  test(`${what} to the probe closes the breaker, and the next outage begins with the first pause`, async () => {
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
  test(`however many errors are ${outcome}, they do not open it`, async () => {
    const { call, asked } = createSubject();
    for (let count = 0; count < 10; count += 1) assert.equal(await call(outcome), `failed: ${outcome}`);
    assert.equal(asked(), 10);
  });
}

test('a probe that is given up says nothing: the next one is made at once', async () => {
  const { clock, call } = createSubject();
  await call('outage');
  await clock.advance(500);
  assert.equal(await call('unknown'), 'failed: unknown');
  assert.equal(await call('outage'), 'failed: outage');
  await clock.advance(999);
  assert.equal(await call('fine'), 'skipped');
});

test('there is one probe at a time, and nobody waits for it', async () => {
  const { clock, call, begin } = createSubject();
  await call('outage');
  await clock.advance(500);
  const probe = begin();
  await clock.advance(10_000);
  for (let count = 0; count < 3; count += 1) assert.equal(await call('fine'), 'skipped');
  probe.answer();
  assert.equal(await probe.done, 'fine');
  assert.equal(await call('fine'), 'fine');
});

test('of many under way when it breaks, the first opens it, and the others do not make the pause longer', async () => {
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

test('after a first outage a sign of life from elsewhere closes it', async () => {
  const { call, showLife } = createSubject();
  await call('outage');
  assert.equal(await call('fine'), 'skipped');
  showLife();
  assert.equal(await call('fine'), 'fine');
});

test('after further outages a sign of life makes the next probe come after the first pause', async () => {
  const { clock, call, showLife } = createSubject();
  await call('outage');
  showLife();
  assert.equal(await call('outage'), 'failed: outage');
  showLife();
  await clock.advance(499);
  assert.equal(await call('fine'), 'skipped');
  await clock.advance(1);
  assert.equal(await call('outage'), 'failed: outage');
  await clock.advance(600);
  assert.equal(await call('fine'), 'skipped');
  showLife();
  assert.equal(await call('fine'), 'fine');
});

test('an answer to what was under way when it broke closes it: it works after all', async () => {
  const { call, begin } = createSubject();
  const early = begin();
  await call('outage');
  early.answer();
  assert.equal(await early.done, 'fine');
  assert.equal(await call('fine'), 'fine');
});

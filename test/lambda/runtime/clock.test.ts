import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { stopwatch, systemClock } from '../../../lambda/runtime/clock.ts';
import { sleep } from '../../../lambda/runtime/deadline.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const never = () => new AbortController().signal;
const activeTimers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

const clocks = [
  { name: 'the system clock', create: () => ({ clock: systemClock, pass: async () => undefined }) },
  {
    name: 'the fake clock',
    create: () => {
      const clock = createFakeClock();
      return { clock, pass: (ms: number) => clock.advance(ms) };
    },
  },
];

for (const { name, create } of clocks) {
  test(`${name} sleeps for the given time and leaves no listener`, async () => {
    const { clock, pass } = create();
    const signal = never();
    const beforeMs = clock.monotonicMs();
    const slept = sleep(clock, 5, signal);
    await pass(5);
    await slept;
    // Timers may fire up to a millisecond early on the high-resolution clock.
    assert(clock.monotonicMs() - beforeMs >= 4);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  test(`${name} ends a sleep with the reason of the abort`, async () => {
    const { clock } = create();
    const abort = new AbortController();
    const reason = new Error('the caller left');
    const slept = sleep(clock, 60_000, abort.signal);
    abort.abort(reason);
    await assert.rejects(slept, (error) => error === reason);
    assert.equal(getEventListeners(abort.signal, 'abort').length, 0);
  });

  test(`${name} does not start a sleep that is already aborted`, async () => {
    const { clock } = create();
    const reason = new Error('too late');
    await assert.rejects(sleep(clock, 60_000, AbortSignal.abort(reason)), (error) => error === reason);
  });
}

test('an aborted sleep of the system clock leaves no timer', async () => {
  const before = activeTimers();
  const abort = new AbortController();
  const slept = sleep(systemClock, 60_000, abort.signal);
  assert.equal(activeTimers(), before + 1);
  abort.abort(new Error('enough'));
  await assert.rejects(slept, /enough/);
  assert.equal(activeTimers(), before);
});

test('the system clock has the time since the epoch and a monotonic time', () => {
  const before = Date.now();
  const epochMs = systemClock.epochMs();
  assert(epochMs >= before && epochMs <= Date.now());
  const first = systemClock.monotonicMs();
  assert(systemClock.monotonicMs() >= first);
  assert(first < before, 'monotonic time starts with the process');
});

test('a stopwatch can be read repeatedly and returns the milliseconds since its start', async () => {
  const clock = createFakeClock();
  await clock.advance(1000);
  const elapsedMs = stopwatch(clock);
  assert.equal(elapsedMs(), 0);
  await clock.advance(250);
  assert.equal(elapsedMs(), 250);
  await clock.advance(1);
  assert.equal(elapsedMs(), 251);
});

test('the fake clock ends sleeps in the order of their due times', async () => {
  const clock = createFakeClock(1_000_000);
  const woken: string[] = [];
  const wait = async (name: string, ms: number) => {
    await sleep(clock, ms, never());
    woken.push(`${name} at ${clock.monotonicMs()}, ${clock.epochMs()}`);
  };
  wait('late', 30);
  wait('first', 10).then(() => wait('again', 10));
  wait('also first', 10);
  await clock.advance(29);
  assert.deepEqual(woken, ['first at 10, 1000010', 'also first at 10, 1000010', 'again at 20, 1000020']);
  assert.equal(clock.pendingTimers, 1);
  await clock.advance(1);
  assert.equal(woken.at(-1), 'late at 30, 1000030');
  assert.equal(clock.pendingTimers, 0);
});

test('an aborted sleep of the fake clock is no longer pending', async () => {
  const clock = createFakeClock();
  const abort = new AbortController();
  const slept = sleep(clock, 10, abort.signal);
  assert.equal(clock.pendingTimers, 1);
  abort.abort(new Error('enough'));
  assert.equal(clock.pendingTimers, 0);
  await assert.rejects(slept, /enough/);
});

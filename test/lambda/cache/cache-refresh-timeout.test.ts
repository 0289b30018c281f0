import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  BUDGET_MS,
  createCacheHarness,
  miss,
  requestOnce,
  resultIn,
  stale,
} from '../../support/cache-harness.ts';

/** What the time of a request leaves for a fetch. */
const MAX_FETCH_MS = BUDGET_MS - 300;

for (const [fetchMs, timeoutMs] of [
  [0, 800],
  [200, 800],
  [400, 800],
  [401, 802],
  [1000, 2000],
  [4000, 8000],
  [9000, MAX_FETCH_MS],
] as const) {
  test(`a fetch that took ${fetchMs} ms last time is given ${timeoutMs} ms while there is an entry to fall back on`, async () => {
    const outcome = await requestOnce({ stored: { ageMs: 312_000, fetchMs }, ms: 60_000 });
    assert.deepEqual(outcome.trace.slice(3, 5), [
      `${timeoutMs} fetch aborted`,
      `${timeoutMs} cache.failure stored deadline_exceeded for 750 ms`,
    ]);
    assert.equal(resultIn(outcome).outcome, 'stale');
  });
}

test('each fetch that runs out of time doubles the time of the next one', async () => {
  const { clock, container, trace } = await createCacheHarness({ stored: { ageMs: 312_000, fetchMs: 1 } });
  const a = container('A');
  for (let attempt = 1; attempt <= 6; attempt++) {
    const pending = a.request({ ms: 60_000 });
    await clock.advance(BUDGET_MS);
    assert.equal(resultIn(await pending).outcome, 'stale');
    await clock.advance(60_000);
  }
  const began = trace.flatMap((line) => (line.endsWith('fetch once') ? [Number.parseInt(line, 10)] : []));
  const ended = trace.flatMap((line) => (line.endsWith('fetch aborted') ? [Number.parseInt(line, 10)] : []));
  assert.deepEqual(
    ended.map((endMs, index) => endMs - (began[index] ?? 0)),
    [800, 1600, 3200, 6400, MAX_FETCH_MS, MAX_FETCH_MS],
  );
});

test('the time that a fetch needs is remembered for as long as the entry can be served', async () => {
  const { clock, container } = await createCacheHarness({ stored: { ageMs: 312_000, fetchMs: 1 } });
  const a = container('A');
  const slow = { ms: 1200 };
  const first = a.request(slow);
  await clock.advance(BUDGET_MS);
  assert.deepEqual(resultIn(await first), stale(312, 'deadline_exceeded'));
  await clock.advance(3_000_000);
  const second = a.request(slow);
  await clock.advance(BUDGET_MS);
  assert.deepEqual(resultIn(await second), miss('stale'));
});

test('an origin that replies within the time of a request refreshes every entry in the end', async () => {
  const requests = fc.array(fc.integer({ min: 1, max: 120_000 }), { minLength: 60, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: MAX_FETCH_MS - 1 }),
      fc.integer({ min: 0, max: MAX_FETCH_MS }),
      requests,
      async (ms, fetchMs, pauses) => {
        const { clock, container, stored } = await createCacheHarness({
          stored: { ageMs: 312_000, fetchMs },
          staleIfErrorSeconds: 604_800,
        });
        const a = container('A');
        for (const pauseMs of pauses) {
          const pending = a.request({ ms });
          await clock.advance(BUDGET_MS);
          await pending;
          if ((await stored()) === '{"total":1}') return;
          await clock.advance(pauseMs);
        }
        assert.fail('not refreshed');
      },
    ),
    { numRuns: 50 },
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreUnavailable } from '../../../lambda/cache/store.ts';
import { DataActionError } from '../../../lambda/errors.ts';
import { errorIn, OLD, requestOnce, resultIn, stale } from '../../support/cache-harness.ts';

const STALE = { stored: { ageMs: 312_000 } };
const unavailable = new DataActionError('genesys_unavailable', 'Genesys responded with status 503');

for (const [error, windowMs] of [
  [unavailable, 750],
  [new DataActionError('genesys_rate_limited', 'slow down'), 1000],
  [
    new DataActionError('genesys_rate_limited', 'withheld', {
      retryAfterSeconds: Math.ceil(17_000 / 1000),
      retryable: false,
    }),
    17_000,
  ],
  [new DataActionError('genesys_authentication_failed', 'Genesys rejected the OAuth client'), 750],
  [new DataActionError('deadline_exceeded', `no response within ${5000} ms`), 750],
] satisfies [DataActionError, number][]) {
  test(`${error.name} serves and keeps a stale entry`, async () => {
    const outcome = await requestOnce({ ...STALE, ms: 20, error });
    assert.deepEqual(outcome.trace, [
      '0 cache.read stale',
      '0 cache.lease acquired',
      '0 fetch once',
      `20 cache.failure stored ${error.code} for ${windowMs} ms`,
      '20 cache.result stale',
    ]);
    assert.deepEqual(resultIn(outcome), stale(312, error.code));
    assert.equal(await outcome.stored(), OLD);
  });
}

test('an internal error serves the stale entry and is not remembered', async () => {
  const outcome = await requestOnce({ ...STALE, error: new TypeError('x is not a function') });
  assert.deepEqual(outcome.trace, [
    '0 cache.read stale',
    '0 cache.lease acquired',
    '0 fetch once',
    '0 cache.result stale',
  ]);
  assert.deepEqual(resultIn(outcome), stale(312, 'internal_error'));
});

for (const [error, windowMs] of [
  [new DataActionError('genesys_request_refused', 'Genesys rejected the request with status 400'), 750],
  [new DataActionError('genesys_permission_denied', 'routing:queue:view'), 750],
  [new DataActionError('genesys_not_found', 'Genesys has no such resource'), 30_000],
] satisfies [DataActionError, number][]) {
  test(`${error.name} is returned and deletes a stale entry`, async () => {
    const outcome = await requestOnce({ ...STALE, error });
    assert.deepEqual(outcome.trace, [
      '0 cache.read stale',
      '0 cache.lease acquired',
      '0 fetch once',
      `0 cache.failure stored ${error.code} for ${windowMs} ms`,
    ]);
    assert.equal(errorIn(outcome), error);
    assert.equal(await outcome.stored(), 'absent');
  });
}

for (const [ageMs, staleIfErrorSeconds, isUsable] of [
  [300_000, 3600, true],
  [3_899_999, 3600, true],
  [3_900_000, 3600, false],
  [300_000, 1, true],
  [300_999, 1, true],
  [301_000, 1, false],
  [300_000, 0, false],
] as const) {
  test(`with staleIfErrorSeconds = ${staleIfErrorSeconds}, an entry that is ${ageMs} ms old ${isUsable ? 'is' : 'is not'} served instead of an error`, async () => {
    const outcome = await requestOnce({ stored: { ageMs }, staleIfErrorSeconds, error: unavailable });
    assert.equal('result' in outcome, isUsable);
    if (isUsable) assert.equal(resultIn(outcome).outcome, 'stale');
    else assert.equal(errorIn(outcome), unavailable);
  });
}

test('a stale result has its age at the time it is returned, not at the time it was read', async () => {
  const outcome = await requestOnce({ ...STALE, ms: 1100, error: unavailable });
  assert.deepEqual(resultIn(outcome), stale(313, 'genesys_unavailable'));
  assert.deepEqual(outcome.events.at(-1), { type: 'cache.result', result: resultIn(outcome) });
});

test('a request does not wait for an origin that ignores its abort signal', async () => {
  const outcome = await requestOnce({ ...STALE, ms: 9000, ignoresAbort: true });
  assert.equal(outcome.trace.at(-1), '2000 cache.result stale');
  assert.equal(resultIn(outcome).value, OLD);
});

test('a failure that cannot be stored does not prevent the fallback to the stale entry', async () => {
  const down = new StoreUnavailable('Redis did not reply within 250 ms');
  const outcome = await requestOnce({
    ...STALE,
    error: unavailable,
    faults: { putFailure: { ms: 250, error: down } },
  });
  assert.deepEqual(outcome.trace.slice(-2), [
    '250 cache.failure failed genesys_unavailable for 750 ms',
    '250 cache.result stale',
  ]);
  assert.deepEqual(resultIn(outcome), stale(312, 'genesys_unavailable'));
});

test('a request without a lease fetches and falls back to the stale entry', async () => {
  const down = new StoreUnavailable('Redis did not reply within 250 ms');
  const outcome = await requestOnce({
    ...STALE,
    error: unavailable,
    faults: { acquireLease: { ms: 250, error: down } },
  });
  assert.deepEqual(outcome.trace, [
    '0 cache.read stale',
    '250 cache.lease unavailable',
    '250 fetch once',
    '250 cache.result stale',
  ]);
  assert.deepEqual(resultIn(outcome), { ...stale(312, 'genesys_unavailable'), isLocal: true });
});

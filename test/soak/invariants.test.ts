import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHistory, type Exchange, forget, type History, learn } from './history.ts';
import { isExcused, type Limits, violationsOf } from './invariants.ts';

const LIMITS: Limits = {
  ttlMs: 2000,
  staleMs: 10_000,
  requestTimeoutMs: 3000,
  callTimeoutMs: 1000,
  copyMaxBytes: 1000,
  stallMs: 200,
};
const T = 1_000_000;

/** A valid response, with some properties replaced. */
function exchange(parts: Partial<Exchange> = {}): Exchange {
  const sentAtMs = parts.sentAtMs ?? T;
  return {
    queue: 'Queue 1',
    sentAtMs,
    respondedAtMs: sentAtMs + 10,
    statusCode: 200,
    code: undefined,
    stale: false,
    ageSeconds: 0,
    generatedAtMs: sentAtMs,
    responseQueue: 'Queue 1',
    durationMs: 10,
    lagMs: 0,
    copyBytes: 0,
    line: {},
    ...parts,
  };
}

function failed(code: string, statusCode: number, parts: Partial<Exchange> = {}): Exchange {
  return exchange({ code, statusCode, generatedAtMs: undefined, responseQueue: undefined, ...parts });
}

const unavailable = (parts: Partial<Exchange> = {}) => failed('genesys_unavailable', 502, parts);

/** A history in which Genesys has an outage all the time. */
function outage({ learned = [], ...parts }: Partial<History> & { learned?: Exchange[] } = {}): History {
  const history = {
    ...createHistory(),
    genesys: [{ fromMs: 0, untilMs: Number.POSITIVE_INFINITY }],
    ...parts,
  };
  for (const one of learned) learn(history, one, LIMITS.stallMs);
  return history;
}

const namesOf = (one: Exchange, history = createHistory()) =>
  violationsOf(one, history, LIMITS).map(({ invariant }) => invariant);

const STORED = exchange({ sentAtMs: T - 5000, line: { cacheWrite: 'stored' } });
const ERROR_DESPITE_ENTRY = ['no error while an entry could be served'];
const ERROR_DESPITE_GENESYS = ['no 5xx while Genesys was healthy'];

test('a valid response violates no invariant', () => {
  assert.deepEqual(namesOf(exchange()), []);
});

test('an internal error and a response with another queue are violations', () => {
  assert.ok(namesOf(failed('internal_error', 500), outage()).includes('no internal error'));
  assert.deepEqual(namesOf(exchange({ responseQueue: 'Queue 2' })), ['a response has the requested queue']);
  assert.deepEqual(namesOf(exchange({ responseQueue: undefined })), ['a response has the requested queue']);
});

test('a response may come up to 150 ms after its deadline, plus the lag of the container', () => {
  const expected = ['no response after its deadline'];
  assert.deepEqual(namesOf(exchange({ durationMs: 3150 })), []);
  assert.deepEqual(namesOf(exchange({ durationMs: 3151 })), expected);
  assert.deepEqual(namesOf(exchange({ durationMs: 3250, lagMs: 100 })), []);
  assert.deepEqual(namesOf(exchange({ durationMs: 3251, lagMs: 100 })), expected);
});

test('the copies of a container may have up to the configured number of bytes', () => {
  assert.deepEqual(namesOf(exchange({ copyBytes: 1000 })), []);
  assert.deepEqual(namesOf(exchange({ copyBytes: 1001 })), [
    'no more bytes of copies than LOCAL_COPY_MAX_BYTES',
  ]);
});

test('a stale entry may be as old as the max lifetime plus the stale time plus the fetch time', () => {
  const expected = ['no entry older than TTL + stale time'];
  assert.deepEqual(namesOf(exchange({ stale: true, generatedAtMs: T - 13_250 })), []);
  assert.deepEqual(namesOf(exchange({ stale: true, generatedAtMs: T - 13_251 })), expected);
  assert.deepEqual(namesOf(exchange({ stale: true, ageSeconds: 12 })), []);
  assert.deepEqual(namesOf(exchange({ stale: true, ageSeconds: 13 })), expected);
});

test('a fresh entry may be as old as the max lifetime plus the fetch time', () => {
  const expected = ['no fresh entry older than its TTL'];
  assert.deepEqual(namesOf(exchange({ generatedAtMs: T - 3250 })), []);
  assert.deepEqual(namesOf(exchange({ generatedAtMs: T - 3251 })), expected);
  assert.deepEqual(namesOf(exchange({ ageSeconds: 2 })), []);
  assert.deepEqual(namesOf(exchange({ ageSeconds: 3 })), [
    ...expected,
    'no Age above the TTL on a fresh entry',
  ]);
});

test('an error is a violation if an entry could be served, unless the error is definitive', () => {
  assert.deepEqual(namesOf(unavailable(), outage()), []);
  const history = outage({ learned: [STORED] });
  assert.deepEqual(namesOf(unavailable(), history), ERROR_DESPITE_ENTRY);
  assert.deepEqual(namesOf(failed('genesys_rate_limited', 429), history), ERROR_DESPITE_ENTRY);
  assert.deepEqual(namesOf(failed('genesys_not_found', 404), history), []);
  assert.deepEqual(namesOf(unavailable({ queue: 'Queue 2' }), history), []);
});

test('an entry that was stored too late or is too old could not be served', () => {
  const storedAt = (sentAtMs: number) =>
    outage({ learned: [{ ...STORED, sentAtMs, respondedAtMs: sentAtMs + 10 }] });
  assert.deepEqual(namesOf(unavailable(), storedAt(T - 10)), ERROR_DESPITE_ENTRY);
  assert.deepEqual(namesOf(unavailable(), storedAt(T - 9)), []);
  // The min lifetime plus the stale time is 11,800 ms; 50 ms are for rounding, and the response takes 10 ms.
  assert.deepEqual(namesOf(unavailable(), storedAt(T - 11_739)), ERROR_DESPITE_ENTRY);
  assert.deepEqual(namesOf(unavailable(), storedAt(T - 11_740)), []);
});

test('an entry that Redis lost could not be served; a paused Redis loses no entry', () => {
  const span = { fromMs: T - 3000, untilMs: T - 2000 };
  const history = (losesData: boolean) =>
    outage({ learned: [STORED], redis: [{ ...span, losesData, losesReplies: true }] });
  assert.deepEqual(namesOf(unavailable(), history(true)), []);
  assert.deepEqual(namesOf(unavailable(), history(false)), ERROR_DESPITE_ENTRY);
});

test('no entry is expected for 9 s after a Redis outage, until the circuit breaker of the container closes', () => {
  const bypassed = unavailable({ line: { cacheRead: 'bypass' } });
  const redisOutage = { fromMs: T - 12_000, losesData: false, losesReplies: true };
  const history = (untilMs: number) => outage({ learned: [STORED], redis: [{ ...redisOutage, untilMs }] });
  assert.deepEqual(namesOf(bypassed, history(T - 9000)), []);
  assert.deepEqual(namesOf(bypassed, history(T - 9001)), ERROR_DESPITE_ENTRY);
  const full = outage({ learned: [STORED], redis: [{ ...redisOutage, losesReplies: false, untilMs: T }] });
  assert.deepEqual(namesOf(bypassed, full), ERROR_DESPITE_ENTRY);
});

test('an entry that a later 404 or a lost request may have deleted could not be served', () => {
  const line = { failureRemembered: 'stored', failureWindowMs: 100 };
  const notFound = failed('genesys_not_found', 404, { sentAtMs: T - 1000, line });
  assert.deepEqual(namesOf(unavailable(), outage({ learned: [STORED, notFound] })), []);
  const before = failed('genesys_not_found', 404, { sentAtMs: T - 6000, line });
  assert.deepEqual(namesOf(unavailable(), outage({ learned: [before, STORED] })), ERROR_DESPITE_ENTRY);
  const losses = [{ queue: 'Queue 1', sentAtMs: T - 1000, lostAtMs: T - 900 }];
  assert.deepEqual(namesOf(unavailable(), outage({ learned: [STORED], losses })), []);
});

test('a 5xx is a violation if Genesys was healthy during the request and for one call timeout before it', () => {
  const until = (untilMs: number) => ({ ...createHistory(), genesys: [{ fromMs: 0, untilMs }] });
  assert.deepEqual(namesOf(unavailable()), ERROR_DESPITE_GENESYS);
  assert.deepEqual(namesOf(unavailable(), until(T - 1050)), []);
  assert.deepEqual(namesOf(unavailable(), until(T - 1051)), ERROR_DESPITE_GENESYS);
  assert.deepEqual(namesOf(failed('genesys_rate_limited', 429)), []);
});

test('a remembered 5xx is valid only during the back-off of a known failure', () => {
  const failure = unavailable({
    sentAtMs: T - 2000,
    line: { failureRemembered: 'stored', failureWindowMs: 1940 },
  });
  const history = createHistory();
  learn(history, failure, LIMITS.stallMs);
  const remembered = (sentAtMs: number) => unavailable({ sentAtMs, line: { lease: 'failed' } });
  assert.deepEqual(namesOf(remembered(T), history), []);
  assert.deepEqual(namesOf(remembered(T + 1), history), ERROR_DESPITE_GENESYS);
  assert.deepEqual(namesOf(remembered(T)), ERROR_DESPITE_GENESYS);
  const joined = unavailable({
    line: { error: 'DataActionError: Genesys responded with status 503 <- remembered' },
  });
  assert.deepEqual(namesOf(joined, history), []);
});

test('a violation is excused while a process is stalled', () => {
  const history = createHistory();
  const isExcused = () => violationsOf(unavailable(), history, LIMITS).map(({ excused }) => excused);
  assert.deepEqual(isExcused(), [false]);
  learn(history, exchange({ sentAtMs: T - 1000, lagMs: 199 }), LIMITS.stallMs);
  assert.deepEqual(isExcused(), [false]);
  learn(history, exchange({ sentAtMs: T - 1000, lagMs: 200 }), LIMITS.stallMs);
  assert.deepEqual(isExcused(), [true]);
});

test('an internal error, another queue and a wrong Age are never excused', () => {
  const history = { ...createHistory(), stalls: [{ fromMs: 0, untilMs: Number.POSITIVE_INFINITY }] };
  const wrong = exchange({ responseQueue: 'Queue 2' });
  assert.deepEqual(
    violationsOf(wrong, history, LIMITS).map(({ excused }) => excused),
    [false],
  );
  const aged = violationsOf(exchange({ ageSeconds: 3 }), history, LIMITS);
  assert.deepEqual(
    aged.map(({ excused }) => excused),
    [true, false],
  );
  const internalError = violationsOf(failed('internal_error', 500), history, LIMITS);
  assert.deepEqual(
    internalError.filter(({ excused }) => !excused).map(({ invariant }) => invariant),
    ['no internal error'],
  );
});

test('after a stall that opened the circuit breaker, violations are excused until it closes', () => {
  const stalled = (untilMs: number) => ({ ...createHistory(), stalls: [{ fromMs: 0, untilMs }] });
  const excusedFor = (cacheRead: string, untilMs: number) =>
    isExcused(unavailable({ line: { cacheRead } }), stalled(untilMs), LIMITS);
  assert.deepEqual([excusedFor('bypass', T - 9000), excusedFor('bypass', T - 9001)], [true, false]);
  assert.deepEqual([excusedFor('miss', T - 3000), excusedFor('miss', T - 3001)], [true, false]);
});

test('events from before the given time are removed from the history', () => {
  const history = outage({ learned: [STORED], losses: [{ queue: 'Queue 1', sentAtMs: 1, lostAtMs: 2 }] });
  forget(history, T - 4991);
  assert.deepEqual([history.stores.get('Queue 1')?.length, history.losses.length], [1, 0]);
  forget(history, T - 4989);
  assert.equal(history.stores.get('Queue 1')?.length, 0);
});

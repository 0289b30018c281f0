import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHistory, type Exchange, forget, type History, learn } from './history.ts';
import { isExcused, type Limits, violationsOf } from './invariants.ts';

const LIMITS: Limits = {
  ttlMs: 2000,
  staleMs: 10_000,
  requestTimeoutMs: 3000,
  callTimeoutMs: 1000,
  stallMs: 200,
};
const T = 1_000_000;

/** A good answer, with parts of it replaced. */
function exchange(parts: Partial<Exchange> = {}): Exchange {
  const sentAtMs = parts.sentAtMs ?? T;
  return {
    question: 'Queue 1',
    sentAtMs,
    answeredAtMs: sentAtMs + 10,
    statusCode: 200,
    code: undefined,
    stale: false,
    ageSeconds: 0,
    madeAtMs: sentAtMs,
    about: 'Queue 1',
    durationMs: 10,
    lagMs: 0,
    line: {},
    ...parts,
  };
}

function failed(code: string, statusCode: number, parts: Partial<Exchange> = {}): Exchange {
  return exchange({ code, statusCode, madeAtMs: undefined, about: undefined, ...parts });
}

const unavailable = (parts: Partial<Exchange> = {}) => failed('genesys_unavailable', 502, parts);

/** A history in which Genesys is out of order, and the rest as given. */
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
const NO_ERROR_WITH_STALE = ['no error while a stale answer was possible'];
const NO_5XX_WITH_LIVE = ['no 5xx while a live answer was possible'];

test('a good answer violates nothing', () => {
  assert.deepEqual(namesOf(exchange()), []);
});

test('a defect, and an answer to another question, are seen', () => {
  assert.ok(namesOf(failed('internal_error', 500), outage()).includes('no defect'));
  assert.deepEqual(namesOf(exchange({ about: 'Queue 2' })), ['an answer is about its question']);
  assert.deepEqual(namesOf(exchange({ about: undefined })), ['an answer is about its question']);
});

test('an answer may be as late as its deadline, the way to the answer, and what the container was held up', () => {
  const late = ['no answer past its deadline'];
  assert.deepEqual(namesOf(exchange({ durationMs: 3150 })), []);
  assert.deepEqual(namesOf(exchange({ durationMs: 3151 })), late);
  assert.deepEqual(namesOf(exchange({ durationMs: 3250, lagMs: 100 })), []);
  assert.deepEqual(namesOf(exchange({ durationMs: 3251, lagMs: 100 })), late);
});

test('a stale value may be as old as the longest lifetime, the stale time, and what fetching it took', () => {
  const tooOld = ['no value older than TTL + stale'];
  assert.deepEqual(namesOf(exchange({ stale: true, madeAtMs: T - 13_250 })), []);
  assert.deepEqual(namesOf(exchange({ stale: true, madeAtMs: T - 13_251 })), tooOld);
  assert.deepEqual(namesOf(exchange({ stale: true, ageSeconds: 12 })), []);
  assert.deepEqual(namesOf(exchange({ stale: true, ageSeconds: 13 })), tooOld);
});

test('a fresh value may be as old as the longest lifetime, and what fetching it took', () => {
  const tooOld = ['no value called fresh that is older than its TTL'];
  assert.deepEqual(namesOf(exchange({ madeAtMs: T - 3250 })), []);
  assert.deepEqual(namesOf(exchange({ madeAtMs: T - 3251 })), tooOld);
  assert.deepEqual(namesOf(exchange({ ageSeconds: 2 })), []);
  assert.deepEqual(namesOf(exchange({ ageSeconds: 3 })), [
    ...tooOld,
    'no Age beyond its TTL on a fresh value',
  ]);
});

test('an error is wrong where an entry could have answered', () => {
  assert.deepEqual(namesOf(unavailable(), outage()), []);
  const history = outage({ learned: [STORED] });
  assert.deepEqual(namesOf(unavailable(), history), NO_ERROR_WITH_STALE);
  assert.deepEqual(namesOf(failed('genesys_rate_limited', 429), history), NO_ERROR_WITH_STALE);
  assert.deepEqual(namesOf(failed('genesys_not_found', 404), history), []);
  assert.deepEqual(namesOf(unavailable({ question: 'Queue 2' }), history), []);
});

test('an entry could not answer that was stored too late, or was too old', () => {
  const storedAt = (sentAtMs: number) =>
    outage({ learned: [{ ...STORED, sentAtMs, answeredAtMs: sentAtMs + 10 }] });
  assert.deepEqual(namesOf(unavailable(), storedAt(T - 10)), NO_ERROR_WITH_STALE);
  assert.deepEqual(namesOf(unavailable(), storedAt(T - 9)), []);
  // The shortest lifetime and the stale time: 11,800 ms, less 50 for rounding, 10 of which pass until the answer.
  assert.deepEqual(namesOf(unavailable(), storedAt(T - 11_739)), NO_ERROR_WITH_STALE);
  assert.deepEqual(namesOf(unavailable(), storedAt(T - 11_740)), []);
});

test('an entry could not answer that was lost with Redis, and a pause loses none', () => {
  const span = { fromMs: T - 3000, untilMs: T - 2000 };
  const history = (losesData: boolean) =>
    outage({ learned: [STORED], redis: [{ ...span, losesData, losesAnswers: true }] });
  assert.deepEqual(namesOf(unavailable(), history(true)), []);
  assert.deepEqual(namesOf(unavailable(), history(false)), NO_ERROR_WITH_STALE);
});

test('an entry need not answer while a container recovers from a Redis that was away', () => {
  const bypassed = unavailable({ line: { cacheRead: 'bypass' } });
  const away = { fromMs: T - 12_000, losesData: false, losesAnswers: true };
  const history = (untilMs: number) => outage({ learned: [STORED], redis: [{ ...away, untilMs }] });
  assert.deepEqual(namesOf(bypassed, history(T - 9000)), []);
  assert.deepEqual(namesOf(bypassed, history(T - 9001)), NO_ERROR_WITH_STALE);
  const full = outage({ learned: [STORED], redis: [{ ...away, losesAnswers: false, untilMs: T }] });
  assert.deepEqual(namesOf(bypassed, full), NO_ERROR_WITH_STALE);
});

test('an entry could not answer that Genesys has ended since, or a request that was lost may have', () => {
  const line = { failureRemembered: 'stored', failureWindowMs: 100 };
  const ended = failed('genesys_not_found', 404, { sentAtMs: T - 1000, line });
  assert.deepEqual(namesOf(unavailable(), outage({ learned: [STORED, ended] })), []);
  const before = failed('genesys_not_found', 404, { sentAtMs: T - 6000, line });
  assert.deepEqual(namesOf(unavailable(), outage({ learned: [before, STORED] })), NO_ERROR_WITH_STALE);
  const losses = [{ question: 'Queue 1', sentAtMs: T - 1000, lostAtMs: T - 900 }];
  assert.deepEqual(namesOf(unavailable(), outage({ learned: [STORED], losses })), []);
});

test('a 5xx is wrong when Genesys was well for the whole request, and for a call before it', () => {
  const until = (untilMs: number) => ({ ...createHistory(), genesys: [{ fromMs: 0, untilMs }] });
  assert.deepEqual(namesOf(unavailable()), NO_5XX_WITH_LIVE);
  assert.deepEqual(namesOf(unavailable(), until(T - 1050)), []);
  assert.deepEqual(namesOf(unavailable(), until(T - 1051)), NO_5XX_WITH_LIVE);
  assert.deepEqual(namesOf(failed('genesys_rate_limited', 429)), []);
});

test('a recalled 5xx is right only while the back-off window of a known failure is open', () => {
  const failure = unavailable({
    sentAtMs: T - 2000,
    line: { failureRemembered: 'stored', failureWindowMs: 1940 },
  });
  const history = createHistory();
  learn(history, failure, LIMITS.stallMs);
  const recalled = (sentAtMs: number) => unavailable({ sentAtMs, line: { lease: 'failed' } });
  assert.deepEqual(namesOf(recalled(T), history), []);
  assert.deepEqual(namesOf(recalled(T + 1), history), NO_5XX_WITH_LIVE);
  assert.deepEqual(namesOf(recalled(T)), NO_5XX_WITH_LIVE);
  const joined = unavailable({
    line: { error: 'DataActionError: Genesys responded with status 503 <- remembered' },
  });
  assert.deepEqual(namesOf(joined, history), []);
});

test('what happens while a process cannot run is excused', () => {
  const history = createHistory();
  const isExcused = () => violationsOf(unavailable(), history, LIMITS).map(({ excused }) => excused);
  assert.deepEqual(isExcused(), [false]);
  learn(history, exchange({ sentAtMs: T - 1000, lagMs: 199 }), LIMITS.stallMs);
  assert.deepEqual(isExcused(), [false]);
  learn(history, exchange({ sentAtMs: T - 1000, lagMs: 200 }), LIMITS.stallMs);
  assert.deepEqual(isExcused(), [true]);
});

test('a defect, an answer to another question and a wrong Age are not excused', () => {
  const history = { ...createHistory(), stalls: [{ fromMs: 0, untilMs: Number.POSITIVE_INFINITY }] };
  const wrong = exchange({ about: 'Queue 2' });
  assert.deepEqual(
    violationsOf(wrong, history, LIMITS).map(({ excused }) => excused),
    [false],
  );
  const aged = violationsOf(exchange({ ageSeconds: 3 }), history, LIMITS);
  assert.deepEqual(
    aged.map(({ excused }) => excused),
    [true, false],
  );
  const defect = violationsOf(failed('internal_error', 500), history, LIMITS);
  assert.deepEqual(
    defect.filter(({ excused }) => !excused).map(({ invariant }) => invariant),
    ['no defect'],
  );
});

test('a stall that opened the circuit breaker excuses until the breaker closes', () => {
  const stalled = (untilMs: number) => ({ ...createHistory(), stalls: [{ fromMs: 0, untilMs }] });
  const excusedFor = (cacheRead: string, untilMs: number) =>
    isExcused(unavailable({ line: { cacheRead } }), stalled(untilMs), LIMITS);
  assert.deepEqual([excusedFor('bypass', T - 9000), excusedFor('bypass', T - 9001)], [true, false]);
  assert.deepEqual([excusedFor('miss', T - 3000), excusedFor('miss', T - 3001)], [true, false]);
});

test('what is long past is forgotten', () => {
  const history = outage({ learned: [STORED], losses: [{ question: 'Queue 1', sentAtMs: 1, lostAtMs: 2 }] });
  forget(history, T - 4991);
  assert.deepEqual([history.stores.get('Queue 1')?.length, history.losses.length], [1, 0]);
  forget(history, T - 4989);
  assert.equal(history.stores.get('Queue 1')?.length, 0);
});

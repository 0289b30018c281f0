import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createHistory, type Exchange, type History, learn } from './history.ts';
import { repeatedCall } from './one-call.ts';

const T = 1_000_000;
const FRESH_MS = 1000;
const STALL_MS = 100;
const FETCHED = { lease: 'acquired', attempts: 1, cacheWrite: 'stored' };
const FAILED = { lease: 'acquired', attempts: 1, failureRemembered: 'stored', failureWindowMs: 500 };

/** A request that was sent `sentMs` after T and took 10 ms. */
function exchange(sentMs: number, line: Exchange['line'] = FETCHED, parts: Partial<Exchange> = {}): Exchange {
  const sentAtMs = T + sentMs;
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
    line,
    ...parts,
  };
}

/** The violation of the last of these exchanges. */
function violation(exchanges: readonly Exchange[], known: Partial<History> = {}): string | undefined {
  const history = { ...createHistory(), ...known };
  for (const one of exchanges) learn(history, one, STALL_MS);
  return repeatedCall(exchanges.at(-1) ?? assert.fail(), history, FRESH_MS);
}

const fault = (fromMs: number, losesData: boolean) => ({
  redis: [{ fromMs: T + fromMs, untilMs: T + fromMs, losesData, losesReplies: false }],
});
const notFound = (sentMs: number) => exchange(sentMs, FAILED, { code: 'genesys_not_found', statusCode: 404 });

describe('a call while an entry is fresh', () => {
  const stored = exchange(0);

  for (const [name, sentMs, expected] of [
    ['right after the entry was stored', 10, 'an entry was stored 0 ms before'],
    ['until the end of its life', 990, 'an entry was stored 980 ms before'],
  ] as const)
    test(`is a violation ${name}`, () => {
      assert.equal(violation([stored, exchange(sentMs)]), expected);
    });

  test('is right when the entry is no longer fresh, or belongs to another queue', () => {
    assert.equal(violation([stored, exchange(991)]), undefined);
    assert.equal(violation([stored, exchange(100, FETCHED, { queue: 'Queue 2' })]), undefined);
  });

  test('is right without the lease, and a request that makes no call is right', () => {
    assert.equal(violation([stored, exchange(100, { ...FETCHED, lease: 'held' })]), undefined);
    assert.equal(violation([stored, exchange(100, { cacheRead: 'hit', attempts: 0 })]), undefined);
  });

  test('is right if the entry may have been deleted', () => {
    assert.equal(violation([stored, exchange(100)], fault(50, true)), undefined);
    assert.equal(violation([stored, notFound(20), exchange(700)]), undefined);
    assert.notEqual(violation([stored, exchange(100)], fault(50, false)), undefined);
  });
});

describe('two concurrent calls', () => {
  const first = exchange(0);

  test('are a violation if both held the lease and stored their entry', () => {
    assert.equal(violation([first, exchange(9)]), 'another request called Genesys at the same time');
  });

  test('are right if one did not hold the lease, failed or may have lost the lease', () => {
    assert.equal(violation([exchange(0, { ...FETCHED, lease: 'held' }), exchange(9)]), undefined);
    assert.equal(violation([first, exchange(9, { lease: 'acquired', attempts: 1 })]), undefined);
    assert.equal(violation([first, exchange(9)], fault(5, false)), undefined);
  });
});

describe('a call during the back-off of a failure', () => {
  const failed = exchange(0, FAILED);

  test('is a violation until the back-off ends', () => {
    assert.equal(violation([failed, exchange(10)]), 'a call failed 0 ms before');
    assert.equal(violation([failed, exchange(490)]), 'a call failed 480 ms before');
    assert.equal(violation([failed, exchange(491)]), undefined);
  });

  test('is right if the failure was not stored, or may have been replaced or lost', () => {
    assert.equal(
      violation([exchange(0, { ...FAILED, failureRemembered: 'failed' }), exchange(99)]),
      undefined,
    );
    assert.equal(
      violation([failed, exchange(50, { ...FETCHED, lease: 'held' }), exchange(99)], fault(60, true)),
      undefined,
    );
    assert.equal(violation([failed, exchange(99)], fault(50, false)), undefined);
    const losses = [{ queue: 'Queue 1', sentAtMs: T + 20, lostAtMs: T + 30 }];
    assert.equal(violation([failed, exchange(99)], { losses }), undefined);
  });
});

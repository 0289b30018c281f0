import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreUnavailable } from '../../../lambda/cache/store.ts';
import { asDataActionError, DataActionError } from '../../../lambda/errors.ts';
import { loggedFields, REQUEST_EVENT } from '../../support/request-record.ts';

test('a log line has the causes of failed reads, leases and writes', () => {
  const cause = new StoreUnavailable('Redis cannot be used', { cause: new Error('connect ECONNREFUSED') });
  const bypass = { type: 'cache.read', outcome: 'bypass', durationMs: 0, cause } as const;
  assert.deepEqual(loggedFields({ events: [bypass] }).cacheErrors, [
    'StoreUnavailable: Redis cannot be used <- Error: connect ECONNREFUSED',
  ]);

  const unreadable = { ...bypass, outcome: 'miss', cause: 'wrong checksum' } as const;
  const unwritten = { type: 'cache.write', outcome: 'failed', durationMs: 0, bytes: 1, cause } as const;
  const unleased = {
    type: 'cache.lease',
    outcome: 'unavailable',

    durationMs: 0,
    polls: 0,
    cause: new StoreUnavailable('no lease'),
  } as const;
  const unremembered = {
    type: 'cache.failure',
    outcome: 'failed',
    code: 'genesys_unavailable',
    windowMs: 1000,
    cause: new StoreUnavailable('no memory'),
  } as const;
  const fields = loggedFields({ events: [unreadable, unleased, unwritten, unremembered] });
  assert.deepEqual(fields.cacheErrors, [
    'wrong checksum',
    'StoreUnavailable: no lease',
    'StoreUnavailable: Redis cannot be used <- Error: connect ECONNREFUSED',
    'StoreUnavailable: no memory',
  ]);
  assert.deepEqual([fields.cacheRead, fields.cacheWrite], ['miss', 'failed']);
});

test('an error is logged with its code and causes but without a stack', () => {
  const error = new DataActionError('genesys_unavailable', 'Genesys cannot be reached', {
    cause: new TypeError('fetch failed', { cause: new Error('read ECONNRESET') }),
  });
  const events = [REQUEST_EVENT, { type: 'cache.read', outcome: 'stale', durationMs: 1 }] as const;
  const fields = loggedFields({ statusCode: 502, error, events });
  assert.deepEqual([fields.outcome, fields.code], ['error', 'genesys_unavailable']);
  assert.equal(
    fields.error,
    'DataActionError: Genesys cannot be reached <- TypeError: fetch failed <- Error: read ECONNRESET',
  );
  assert.equal('stack' in fields, false);
});

test('an internal error is logged with its stack', () => {
  const fields = loggedFields({ error: asDataActionError(new TypeError('x is not a function')) });
  assert.equal(fields.code, 'internal_error');
  assert.match(String(fields.error), /<- TypeError: x is not a function$/);
  assert.match(String(fields.stack), /^TypeError: x is not a function\n +at .*log-line-errors\.test\.ts/);
});

test('a thrown value that is not an error is logged as text', () => {
  for (const [thrown, text] of [
    ['oops', 'oops'],
    [undefined, undefined],
    [null, 'null'],
    [{}, '[object Object]'],
  ]) {
    const logged = String(loggedFields({ error: asDataActionError(thrown) }).error).split(' <- ')[1];
    assert.equal(logged, text);
  }
});

test('only the first five errors of a chain of causes are logged, even if the chain is circular', () => {
  const loop = new Error('loop');
  loop.cause = loop;
  assert.equal(
    loggedFields({ error: loop }).error,
    Array.from({ length: 5 }, () => 'Error: loop').join(' <- '),
  );
});

test('only the name and message of an error are logged', () => {
  const reply = Object.assign(new Error('WRONGPASS invalid username-password pair'), {
    command: { name: 'auth', args: ['default', 'hunter2'] },
    config: { headers: { authorization: 'Basic aHVudGVyMg==' } },
    toJSON: () => 'hunter2',
  });
  const stored = new StoreUnavailable('Redis cannot be used', { cause: reply });
  for (const error of [reply, asDataActionError(reply), asDataActionError(reply.command)]) {
    const read = { type: 'cache.read', outcome: 'bypass', durationMs: 0, cause: stored } as const;
    const line = JSON.stringify(loggedFields({ error, events: [read] }));
    assert.match(line, /WRONGPASS/);
    assert.doesNotMatch(line, /hunter2|aHVudGVyMg/);
  }
});

test('credentials in messages, causes and stacks are redacted', () => {
  const cause = new Error('GET https://user:hunter2@h with Bearer hunter2');
  const line = JSON.stringify(loggedFields({ error: asDataActionError(cause) }));
  assert.match(line, /https:\/\/\*\*\*@h with Bearer \*\*\*/);
  assert.doesNotMatch(line, /hunter2/);
});

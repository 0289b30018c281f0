import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreUnavailable } from '../../../lambda/cache/store.ts';
import { DataActionError } from '../../../lambda/errors.ts';
import {
  createCacheHarness,
  errorIn,
  miss,
  NEW,
  OLD,
  requestOnce,
  resultIn,
} from '../../support/cache-harness.ts';
import { codeOf } from '../../support/error-code.ts';

const down = new StoreUnavailable('Redis did not reply within 250 ms');

/** The size of the entry that a request stores, in bytes. */
async function entryBytes(): Promise<number> {
  const { events } = await requestOnce({});
  const write = events.find((event) => event.type === 'cache.write');
  return write?.bytes ?? assert.fail();
}

test('an entry of maxEntryBytes is stored; a larger one is served but not stored', async () => {
  const maxEntryBytes = await entryBytes();
  const fits = await requestOnce({ policy: { maxEntryBytes } });
  assert.deepEqual(resultIn(fits), miss('uri-miss'));

  const seen = await requestOnce({ policy: { maxEntryBytes: maxEntryBytes - 1 } });
  assert.deepEqual(seen.trace, [
    '0 cache.read uri-miss',
    '0 cache.lease acquired',
    '0 fetch',
    '0 cache.write too-large',
    '0 cache.result miss',
  ]);
  assert.deepEqual(resultIn(seen), miss('uri-miss', 'too-large'));
  assert.equal(await seen.stored(), 'absent');
  assert.partialDeepStrictEqual(seen.events[2], { outcome: 'too-large', bytes: maxEntryBytes });
});

test('maxEntryBytes limits bytes, not characters', async () => {
  const policy = { maxEntryBytes: await entryBytes() };
  const written = async (value: string) => (await requestOnce({ value, policy })).trace.at(-2);
  assert.equal(await written(NEW), '0 cache.write stored');
  assert.equal(await written(NEW.replace('o', 'ö')), '0 cache.write too-large');
});

test('an entry that is too large releases the lease and leaves the stored entry unchanged', async () => {
  const { container, stored, trace } = await createCacheHarness({
    stored: { ageMs: 312_000 },
    policy: { maxEntryBytes: 1 },
  });
  for (const name of ['A', 'B']) assert.equal(resultIn(await container(name).request()).value, NEW);
  assert.equal(trace.filter((line) => line.endsWith('cache.lease acquired')).length, 2);
  assert.equal(await stored(), OLD);
});

test('the write fails if the lease cannot be released after an entry that is too large', async () => {
  const faults = { releaseLease: { ms: 250, error: down } };
  const seen = await requestOnce({ policy: { maxEntryBytes: 1 }, faults });
  assert.equal(seen.trace.at(-2), '250 cache.write failed');
  assert.deepEqual(resultIn(seen), miss('uri-miss', 'failed'));
});

test('a value fetched shortly before the deadline is served although the write fails', async () => {
  const faults = { putEntry: { ms: 250, error: down } };
  const seen = await requestOnce({ ms: 9700 - 1, faults });
  assert.deepEqual(seen.trace.slice(2), ['0 fetch', '9949 cache.write failed', '9949 cache.result miss']);
  assert.deepEqual(resultIn(seen), miss('uri-miss', 'failed'));
});

test('a slow fetch is aborted early enough to store the failure', async () => {
  const faults = { putFailure: { ms: 250, error: down } };
  const seen = await requestOnce({ ms: 60_000, faults });
  assert.deepEqual(seen.trace.slice(2), [
    '0 fetch',
    '9700 fetch aborted',
    '9950 cache.failure failed deadline_exceeded for 750 ms',
  ]);
  const error = errorIn(seen);
  assert.ok(error instanceof DataActionError && error.code === 'deadline_exceeded');
  assert.equal(error.message, 'no response within 9700 ms');
});

test('when little time is left, the fetch gets half of it and storing the rest', async () => {
  const seen = await requestOnce({ ms: 60_000, budgetMs: 400 });
  assert.deepEqual(seen.trace.slice(3), [
    '200 fetch aborted',
    '200 cache.failure stored deadline_exceeded for 750 ms',
  ]);
  const next = await requestOnce({ ms: 60_000, budgetMs: 700 });
  assert.equal(next.trace[3], '400 fetch aborted');
});

test('the time that the store has used is subtracted from the time for the fetch', async () => {
  const seen = await requestOnce({ ms: 60_000, faults: { get: { ms: 200 }, acquireLease: { ms: 100 } } });
  assert.equal(seen.trace[3], '9700 fetch aborted');
});

test('the fetch has the same time limit when the store is unavailable', async () => {
  const seen = await requestOnce({ ms: 60_000, faults: { get: { ms: 250, error: down } } });
  assert.deepEqual(seen.trace, ['250 cache.read bypass', '250 fetch', '9700 fetch aborted']);
  assert.equal(codeOf(errorIn(seen)), 'deadline_exceeded');
});

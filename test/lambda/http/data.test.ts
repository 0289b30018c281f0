import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CacheResult } from '../../../lambda/cache/result.ts';
import { DataActionError } from '../../../lambda/errors.ts';
import { BODY_RESERVE_BYTES, createDataSerialiser, RESULT_RESERVE_BYTES } from '../../../lambda/http/data.ts';
import { readMetadata } from '../../../lambda/http/request.ts';
import { successResponse } from '../../../lambda/http/response.ts';
import { readEvent } from '../../support/service.ts';

const bytesOf = (text: string) => Buffer.byteLength(text);
const refused = (message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof DataActionError, String(error));
  assert.equal(error.code, 'response_too_large');
  assert.match(error.message, message);
  return true;
};

for (const [label, filler, bytes] of [
  ['plain text', 'x', 1],
  ['quotes, which JSON escapes', '"', 2],
  ['line breaks, which JSON escapes', '\n', 2],
  ['control characters, which JSON escapes', '\u0001', 6],
  ['letters of two bytes', 'é', 2],
  ['characters of four bytes', '😀', 4],
] as const) {
  test(`data of the maximum size with ${label} is serialised, and one byte more is refused`, () => {
    const serialiser = createDataSerialiser(10_000);
    assert.equal(serialiser.maxBytes, 10_000 - BODY_RESERVE_BYTES);
    const room = serialiser.maxBytes - 2;
    const largest = filler.repeat(Math.floor(room / bytes)) + 'x'.repeat(room % bytes);
    const text = serialiser.serialise(largest);
    assert.deepEqual([bytesOf(text), JSON.parse(text)], [serialiser.maxBytes, largest]);
    assert.throws(
      () => serialiser.serialise(`${largest}x`),
      refused(/^the data is 9873 bytes, expected at most 9872$/),
    );
  });
}

test('the message ends with the parameters that make the data smaller', () => {
  const { serialise } = createDataSerialiser(1024);
  assert.throws(
    () => serialise('x'.repeat(1024), 'a smaller pageSize, or fewer queueIds'),
    refused(/expected at most 896; request less: a smaller pageSize, or fewer queueIds$/),
  );
});

test('with the largest setting, what counts is the size that Lambda counts, in which quotes are escaped once more', () => {
  const { serialise } = createDataSerialiser(6_000_000);
  // In the data, a quote has two bytes; in the result, it has four.
  const largestResult = 6_291_556 - RESULT_RESERVE_BYTES;
  const frame = bytesOf(JSON.stringify(JSON.stringify('')));
  const room = largestResult - frame;
  const largest = '"'.repeat(Math.floor(room / 4)) + 'x'.repeat(room % 4);
  const text = serialise(largest);
  assert.equal(bytesOf(JSON.stringify(text)), largestResult);
  assert.ok(bytesOf(text) < 3_200_000);
  assert.throws(
    () => serialise(`${largest}x`),
    refused(/^the data is \d+ bytes, and 6289509 as Lambda counts them, expected at most 6289508$/),
  );
});

test('a JSON text at most doubles when it is escaped once more', () => {
  fc.assert(
    fc.property(fc.json(), (json) => bytesOf(JSON.stringify(json)) <= 2 * bytesOf(json) + 2),
    { numRuns: 1000 },
  );
});

/** Lists in lists, or objects in objects. */
function nested(levels: number, wrap: (inner: unknown) => unknown): unknown {
  return levels === 0 ? 1 : wrap(nested(levels - 1, wrap));
}

for (const [label, wrap] of [
  ['lists', (inner: unknown) => [1, inner]],
  ['objects', (inner: unknown) => ({ a: null, b: inner })],
] as const)
  test(`49 levels of ${label} are serialised, because the body adds the 50th; more are refused`, () => {
    const { serialise } = createDataSerialiser(1_000_000);
    assert.deepEqual(JSON.parse(serialise(nested(49, wrap))), nested(49, wrap));
    for (const levels of [50, 5000])
      assert.throws(
        () => serialise(nested(levels, wrap)),
        refused(/^the data has more than 49 levels of nesting$/),
      );
  });

const LONGEST_RESULTS: CacheResult[] = [
  { outcome: 'hit', value: '', ageSeconds: 999_999_999, ttlSeconds: 999_999_999 },
  {
    outcome: 'stale',
    value: '',
    ageSeconds: 999_999_999,
    ttlSeconds: -999_999_999,
    reason: 'genesys_authentication_failed',
    isLocal: true,
  },
  { outcome: 'collapsed', value: '', ageSeconds: 999_999_999, forward: 'uri-miss' },
];

for (const result of LONGEST_RESULTS)
  test(`the rest of the body and of the result of a ${result.outcome} fit into what is reserved for them`, () => {
    const event = { ...readEvent('queues'), headers: { 'ININ-Correlation-Id': 'x'.repeat(128) } };
    const response = successResponse(result, readMetadata(event, 'id'));
    assert.ok(bytesOf(response.body) <= BODY_RESERVE_BYTES, response.body);
    assert.ok(bytesOf(JSON.stringify(response)) <= RESULT_RESERVE_BYTES);
  });

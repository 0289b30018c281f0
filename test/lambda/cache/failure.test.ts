import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeFailure, encodeFailure, rememberedError } from '../../../lambda/cache/failure.ts';
import { DataActionError, ERRORS, isErrorCode } from '../../../lambda/errors.ts';

const right = {
  code: 'genesys_unavailable',
  message: 'Genesys responded with status 503',
  failures: 3,
  tagsVersion: '5f0c2a9be1d37a64',
  timedOutAfterMs: undefined,
};
const decoded = (record: unknown) => decodeFailure(Buffer.from(JSON.stringify(record)));

test('a failure keeps its code and message, but not its cause', () => {
  const error = new DataActionError('genesys_unavailable', right.message, { cause: new Error('hunter2') });
  const { code, message } = error;
  const bytes = encodeFailure({ code, message, failures: 3, tagsVersion: right.tagsVersion });
  assert.doesNotMatch(String(bytes), /hunter2/);
  assert.deepEqual(decodeFailure(bytes), right);
});

test('every failure survives encoding and decoding', () => {
  const record = fc.record({
    code: fc.constantFrom(...Object.keys(ERRORS).filter(isErrorCode)),
    message: fc.string({ unit: 'grapheme' }),
    failures: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    tagsVersion: fc.string({ unit: 'grapheme' }),
    timedOutAfterMs: fc.option(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), { nil: undefined }),
  });
  fc.assert(
    fc.property(record, (given) => {
      assert.deepEqual(decodeFailure(encodeFailure(given)), structuredClone(given));
    }),
  );
});

test('additional fields in a record are ignored', () => {
  assert.ok(decoded(right));
  assert.ok(decoded({ ...right, failures: 1, message: '' }));
  assert.ok(decoded({ ...right, failures: Number.MAX_SAFE_INTEGER, more: 'ignored' }));
});

for (const wrong of [
  { code: 'genesys_on_fire' },
  { code: 'toString' },
  { code: 7 },
  { message: null },
  { failures: 0 },
  { failures: 1.5 },
  { failures: '3' },
  { failures: Number.MAX_SAFE_INTEGER + 1 },
  { tagsVersion: 0 },
  { tagsVersion: null },
  { timedOutAfterMs: -1 },
  { timedOutAfterMs: 0.5 },
  { timedOutAfterMs: '0' },
])
  test(`a record with ${JSON.stringify(wrong)} is ignored`, () => {
    assert.equal(decoded({ ...right, ...wrong }), undefined);
  });

for (const name of ['code', 'message', 'failures', 'tagsVersion'])
  test(`a record without ${name} is ignored`, () => {
    assert.equal(decoded({ ...right, [name]: undefined }), undefined);
  });

for (const text of ['', 'null', '7', '"genesys_unavailable"', '[]', '{}', '{"code"', '\u0000'])
  test(`${JSON.stringify(text)} is not a record`, () => {
    assert.equal(decodeFailure(Buffer.from(text)), undefined);
  });

test('a missing value is not a record', () => {
  assert.equal(decodeFailure(undefined), undefined);
});

test('random bytes are parsed without throwing and are never a record', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      assert.equal(decodeFailure(Buffer.from(bytes)), undefined);
    }),
  );
});

test('random JSON is parsed without throwing', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      decoded(value);
    }),
  );
});

for (const [leftMs, seconds] of [
  [1, 1],
  [1000, 1],
  [1001, 2],
  [29_999.5, 30],
] as const) {
  test(`a failure with ${leftMs} ms left of its back-off has a Retry-After of ${seconds} s`, () => {
    const error = rememberedError(
      { code: 'genesys_not_found', message: 'no such', failures: 1, tagsVersion: '' },
      leftMs,
    );
    assert.ok(error instanceof DataActionError);
    assert.deepEqual(
      [error.code, error.statusCode, error.message, error.staleIfError, error.retryAfterSeconds],
      ['genesys_not_found', 404, 'no such', false, seconds],
    );
  });
}

test('a remembered failure allows a stale entry if its error does', () => {
  const { code, message } = new DataActionError('deadline_exceeded', `no response within ${800} ms`);
  const bytes = encodeFailure({ code, message, failures: 1, tagsVersion: '' });
  const record = decodeFailure(bytes);
  assert(record);
  assert.equal(rememberedError(record, 1000).staleIfError, true);
});

test('a record of an earlier version with more fields can be read', () => {
  const older = { ...right, statusCode: 500, staleIfError: false };
  assert.deepEqual(decoded(older), right);
});

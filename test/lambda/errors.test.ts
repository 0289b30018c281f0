import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  asDataActionError,
  DataActionError,
  ERRORS,
  InvalidInput,
  isErrorCode,
  MethodNotAllowed,
} from '../../lambda/errors.ts';
import { quoted } from '../../lambda/runtime/json.ts';

for (const [code, statusCode, retryable, staleIfError] of [
  ['invalid_json', 400, false, false],
  ['invalid_input', 400, false, false],
  ['genesys_request_refused', 400, false, false],
  ['genesys_authentication_failed', 401, false, true],
  ['action_off', 403, false, false],
  ['forbidden', 403, false, false],
  ['genesys_permission_denied', 403, false, false],
  ['unknown_action', 404, false, false],
  ['genesys_not_found', 404, false, false],
  ['method_not_allowed', 405, false, false],
  ['payload_too_large', 413, false, false],
  ['unsupported_media_type', 415, false, false],
  ['response_too_large', 422, false, false],
  ['genesys_data_unsupported', 422, false, false],
  ['genesys_rate_limited', 429, true, true],
  ['internal_error', 500, false, true],
  ['genesys_unavailable', 502, true, true],
  ['cache_unavailable', 503, false, false],
  ['deadline_exceeded', 504, false, true],
] as const) {
  const how = `${retryable ? ', after retries' : ''}${staleIfError ? ', unless a stale entry is served' : ''}`;
  test(`${code} becomes status ${statusCode}${how}`, () => {
    const error = new DataActionError(code, 'message');
    assert.deepEqual(
      { ...error },
      {
        name: 'DataActionError',
        code,
        statusCode,
        retryable,
        staleIfError,
        retryAfterSeconds: error.retryAfterSeconds,
        isContainerOnly: false,
      },
    );
  });
}

for (const [error, code, message] of [
  [new MethodNotAllowed('PUT', 'POST'), 'method_not_allowed', 'PUT is not allowed here, use POST'],
  [
    new InvalidInput([{ parameter: 'name', expected: 'expected text' }]),
    'invalid_input',
    'name: expected text',
  ],
  [
    asDataActionError(new Error('hunter2')),
    'internal_error',
    'unexpected error; the log has the details under this request id',
  ],
] as const)
  test(`${error.name} has the code ${code} and the message: ${message}`, () => {
    assert.deepEqual([error.code, error.message], [code, message]);
  });

test('InvalidInput lists every problem, with its value unless the name itself is the problem', () => {
  const { message } = new InvalidInput([
    { parameter: 'pageSize', expected: 'expected an integer from 1 to 500', value: '501' },
    { parameter: 'colour', expected: 'unknown parameter, expected one of name' },
    { parameter: 'name', expected: 'expected text', value: undefined },
  ]);
  assert.equal(
    message,
    'pageSize: expected an integer from 1 to 500, got "501"; ' +
      'colour: unknown parameter, expected one of name; ' +
      'name: expected text, got undefined',
  );
});

test('an error keeps its cause and its retryAfterSeconds, if given', () => {
  const cause = new Error('underneath');
  const busy = new DataActionError('genesys_unavailable', 'back soon', { cause, retryAfterSeconds: 0 });
  assert.deepEqual([busy.cause, busy.retryAfterSeconds], [cause, 0]);
  const plain = new DataActionError('genesys_unavailable', 'back soon');
  assert.deepEqual(['cause' in plain, plain.retryAfterSeconds], [false, undefined]);
});

for (const [given, retryAfterSeconds] of [
  [undefined, 1],
  [0, 1],
  [1, 1],
  [2, 2],
  [300, 300],
] as const)
  test(`genesys_rate_limited with retryAfterSeconds ${given} has ${retryAfterSeconds}, at least 1`, () => {
    const error = new DataActionError('genesys_rate_limited', 'slow down', { retryAfterSeconds: given });
    assert.equal(error.retryAfterSeconds, retryAfterSeconds);
  });

test('an error can be marked as not retryable although its code is', () => {
  assert.equal(new DataActionError('genesys_rate_limited', 'no call', { retryable: false }).retryable, false);
});

test('isErrorCode accepts exactly the keys of the error table', () => {
  for (const code of Object.keys(ERRORS)) assert.equal(isErrorCode(code), true);
  for (const other of ['', 'GENESYS_NOT_FOUND', 'toString', undefined, null, 404, ['invalid_json']])
    assert.equal(isErrorCode(other), false);
});

test('asDataActionError returns a DataActionError as it is, and wraps anything else in an internal error', () => {
  const own = new DataActionError('genesys_not_found', 'no such');
  assert.equal(asDataActionError(own), own);
  for (const thrown of [new TypeError('hunter2'), 'hunter2', undefined, null, { message: 'hunter2' }]) {
    const error = asDataActionError(thrown);
    assert(error instanceof DataActionError && error.code === 'internal_error');
    assert.equal(error.cause, thrown);
    assert.doesNotMatch(error.message, /hunter2/);
  }
});

for (const [value, text] of [
  ['a "quoted" word', '"a \\"quoted\\" word"'],
  ['line\nbreak', '"line\\nbreak"'],
  [42, '42'],
  [null, 'null'],
  [undefined, 'undefined'],
  [['a', 1], '["a",1]'],
  [{ a: 1 }, '{"a":1}'],
  ['x'.repeat(78), `"${'x'.repeat(78)}"`],
  ['x'.repeat(79), `"${'x'.repeat(78)}…`],
] as const) {
  test(`quoted(${JSON.stringify(value)}) is ${text}`, () => {
    assert.equal(quoted(value), text);
  });
}

test('a quoted value has at most 80 characters and no line break', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.match(quoted(value), /^[^\r\n]{1,80}$/u);
    }),
  );
});

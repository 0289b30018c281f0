import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DataActionError, isErrorCode } from '../../lambda/errors/data-action-error.ts';
import {
  GenesysAuthenticationFailed,
  GenesysCallWithheld,
  GenesysNotFound,
  GenesysPermissionDenied,
  GenesysRateLimited,
  GenesysRequestRefused,
  GenesysUnavailable,
  RememberedFailure,
} from '../../lambda/errors/genesys-errors.ts';
import {
  InvalidInput,
  InvalidJson,
  MethodNotAllowed,
  PayloadTooLarge,
  UnknownAction,
  UnsupportedMediaType,
} from '../../lambda/errors/request-errors.ts';
import { asDataActionError, DeadlineExceeded, InternalError } from '../../lambda/errors/service-errors.ts';
import { quoted } from '../../lambda/quoted.ts';

/** `retryable` is within the request; `stale`, that an entry past its lifetime may answer in its place. */
const table = [
  [new InvalidJson('no JSON'), 'invalid_json', 400, false, false],
  [new InvalidInput([]), 'invalid_input', 400, false, false],
  [new PayloadTooLarge(65_537, 65_536), 'payload_too_large', 413, false, false],
  [new UnsupportedMediaType('text/xml'), 'unsupported_media_type', 415, false, false],
  [new UnknownAction('no such'), 'unknown_action', 404, false, false],
  [new MethodNotAllowed('PUT', 'POST'), 'method_not_allowed', 405, false, false],
  [new GenesysAuthenticationFailed('refused'), 'genesys_authentication_failed', 401, false, true],
  [new GenesysPermissionDenied('routing:queue:view'), 'genesys_permission_denied', 403, false, false],
  [new GenesysNotFound('no such'), 'genesys_not_found', 404, false, false],
  [new GenesysRateLimited('slow down'), 'genesys_rate_limited', 429, true, true],
  [new GenesysUnavailable('no answer'), 'genesys_unavailable', 502, true, true],
  [new DeadlineExceeded(10_000), 'deadline_exceeded', 504, false, true],
  [new InternalError(new Error('a defect')), 'internal_error', 500, false, true],
  [new GenesysRequestRefused('refused'), 'genesys_request_refused', 400, false, false],
] as const;

/** What an error is to those who handle it. */
function told({ code, statusCode, message, staleIfError, retryable, retryAfterSeconds }: DataActionError) {
  return { code, statusCode, message, staleIfError, retryable, retryAfterSeconds };
}

for (const [error, code, statusCode, retryable, staleIfError] of table) {
  const how = `${retryable ? ', after retries' : ''}${staleIfError ? ', or by a stale entry' : ''}`;
  test(`${error.name} is answered as ${statusCode} ${code}${how}`, () => {
    assert.partialDeepStrictEqual(told(error), { code, statusCode, retryable, staleIfError });
    assert(error instanceof DataActionError);
    assert.equal(error.name, error.constructor.name);
  });
}

test('no two errors share a code', () => {
  assert.equal(new Set(table.map(([error]) => error.code)).size, table.length);
});

for (const [error, message] of [
  [new GenesysPermissionDenied(undefined), 'the Genesys OAuth client may not ask for this'],
  [new PayloadTooLarge(65_537, 65_536), 'the body has 65537 bytes, at most 65536 are taken'],
  [new UnsupportedMediaType('text/xml'), 'Content-Type is "text/xml", expected application/json'],
  [new MethodNotAllowed('PUT', 'POST'), 'PUT is not allowed here, use POST'],
  [
    new GenesysPermissionDenied('routing:queue:view'),
    'the Genesys OAuth client lacks the permission routing:queue:view',
  ],
  [new DeadlineExceeded(9999.6), 'no answer within 10000 ms'],
  [
    new InternalError(new Error('hunter2')),
    'something went wrong here; the log has the details under this request id',
  ],
] as const) {
  test(`${error.name} says: ${message}`, () => {
    assert.equal(error.message, message);
  });
}

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

test('an error keeps its cause and how long to wait, where there is such a time', () => {
  const cause = new Error('underneath');
  const busy = new GenesysUnavailable('back soon', { cause, retryAfterSeconds: 0 });
  assert.deepEqual([busy.cause, busy.retryAfterSeconds], [cause, 0]);
  const plain = new GenesysUnavailable('back soon');
  assert.deepEqual(['cause' in plain, plain.retryAfterSeconds], [false, undefined]);
});

for (const [asked, seconds] of [
  [undefined, 1],
  [0, 1],
  [1, 1],
  [2, 2],
  [300, 300],
] as const) {
  test(`a rate limit that asks for ${asked} s is waited for ${seconds} s`, () => {
    assert.equal(new GenesysRateLimited('slow', { retryAfterSeconds: asked }).retryAfterSeconds, seconds);
  });
}

for (const [waitMs, seconds] of [
  [1, 1],
  [1000, 1],
  [1001, 2],
  [59_999, 60],
] as const) {
  test(`a call that may be made in ${waitMs} ms is withheld for ${seconds} s, and not tried again meanwhile`, () => {
    const error = new GenesysCallWithheld(waitMs);
    assert.partialDeepStrictEqual(told(error), {
      code: 'genesys_rate_limited',
      statusCode: 429,
      retryable: false,
      staleIfError: true,
      retryAfterSeconds: seconds,
    });
  });
}

test('a remembered failure is answered as it was at first, and says when to ask again', () => {
  for (const [error, , , , staleIfError] of table) {
    const { code, statusCode, message } = error;
    const remembered = new RememberedFailure(code, message, { retryAfterSeconds: 7 });
    const answer = { code, statusCode, message, staleIfError, retryable: false, retryAfterSeconds: 7 };
    assert.deepEqual(told(remembered), answer);
  }
});

test('what is a code is told from what is none', () => {
  for (const [, code] of table) assert.equal(isErrorCode(code), true);
  for (const other of ['', 'GENESYS_NOT_FOUND', 'toString', undefined, null, 404, ['invalid_json']])
    assert.equal(isErrorCode(other), false);
});

test('an error that can be answered stays itself; anything else thrown is an internal error around it', () => {
  const own = new GenesysNotFound('no such');
  assert.equal(asDataActionError(own), own);
  for (const thrown of [new TypeError('hunter2'), 'hunter2', undefined, null, { message: 'hunter2' }]) {
    const error = asDataActionError(thrown);
    assert(error instanceof InternalError);
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
  test(`in a message, ${JSON.stringify(value)} is ${text}`, () => {
    assert.equal(quoted(value), text);
  });
}

test('in a message, a value has at most 80 characters, all on one line', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.match(quoted(value), /^[^\r\n]{1,80}$/u);
    }),
  );
});

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { type CacheKeyParts, createCacheKey, type Organization } from '../../../lambda/cache/keys.ts';
import { anyCharacter } from '../../support/any-character.ts';

const organization = { apiUrl: 'https://api.mypurecloud.ie', client: 'client-1' };
const request = {
  action: 'queues',
  version: 1,
  organization,
  input: { pageSize: 25, pageNumber: 1, sortOrder: 'asc' },
};
const cacheKey = ({ organization, ...parts }: CacheKeyParts & { organization: Organization }) =>
  createCacheKey(organization)(parts);
const GOLDEN_KEY =
  'dataaction:cache:{queues}:c0b01eaf277a16e7054e7ebba371e18d1d729a15cda91cfd0f066f061e87232f';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Plain JSON objects without lone surrogates, which canonical JSON rejects. */
const plainInput = fc.dictionary(
  fc.string({ unit: anyCharacter, maxLength: 8 }),
  fc.jsonValue({ maxDepth: 3, stringUnit: anyCharacter }),
);

/** The same value with the properties of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, inner]) => [name, reversed(inner)]),
  );
}

test('a key is the prefix, the action as a hash tag, and the SHA-256 in hex', () => {
  assert.match(cacheKey(request), /^dataaction:cache:\{queues\}:[0-9a-f]{64}$/);
});

test('keys are the same in every release', () => {
  assert.equal(cacheKey(request), GOLDEN_KEY);
});

test('the SHA-256 is taken over the canonical JSON of version, organization and input', () => {
  const canonical =
    '{"input":{"pageNumber":1,"pageSize":25,"sortOrder":"asc"},' +
    '"organization":{"apiUrl":"https://api.mypurecloud.ie","client":"client-1"},"version":1}';
  assert.equal(cacheKey(request), `dataaction:cache:{queues}:${sha256(canonical)}`);
});

for (const { name, input, canonical } of [
  {
    name: 'the numbers, escapes and literals of RFC 8785, 3.2.2',
    input: {
      numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    },
    canonical:
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  },
  {
    name: 'the order by UTF-16 code units of RFC 8785, 3.2.3',
    input: {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    },
    canonical:
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control","ö":"Latin Small Letter O With Diaeresis",' +
      '"€":"Euro Sign","😀":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
  },
]) {
  test(`canonical JSON follows ${name}`, () => {
    const text = `{"input":${canonical},"organization":{"apiUrl":"https://api.mypurecloud.ie","client":"client-1"},"version":1}`;
    assert.equal(cacheKey({ ...request, input }), `dataaction:cache:{queues}:${sha256(text)}`);
  });
}

test('the order of properties at any depth does not change the key', () => {
  fc.assert(
    fc.property(plainInput, (input) => {
      assert.equal(
        cacheKey({ ...request, input: reversed(input) }),
        cacheKey({
          input,
          organization: { client: organization.client, apiUrl: organization.apiUrl },
          version: 1,
          action: 'queues',
        }),
      );
    }),
  );
});

test('an absent parameter and an undefined parameter give the same key', () => {
  assert.equal(
    cacheKey({ ...request, input: { a: 1, b: undefined } }),
    cacheKey({ ...request, input: { a: 1 } }),
  );
});

for (const [label, other] of [
  ['action', { action: 'users' }],
  ['version', { version: 2 }],
  ['region', { organization: { ...organization, apiUrl: 'https://api.mypurecloud.de' } }],
  ['client', { organization: { ...organization, client: 'client-2' } }],
  ['parameter', { input: { pageSize: 26, pageNumber: 1, sortOrder: 'asc' } }],
  ['additional parameter', { input: { pageSize: 25, pageNumber: 1, sortOrder: 'asc', name: 'a' } }],
  ['type of a parameter', { input: { pageSize: '25', pageNumber: 1, sortOrder: 'asc' } }],
] as const) {
  test(`another ${label} gives another key`, () => {
    assert.notEqual(cacheKey({ ...request, ...other }), cacheKey(request));
  });
}

test('different parameters have different keys', () => {
  const text = fc.string({ unit: anyCharacter, maxLength: 6 });
  const anyParts = fc.record({
    action: fc.constantFrom('queues', 'users'),
    version: fc.integer({ min: 1, max: 3 }),
    organization: fc.record({ apiUrl: text, client: text }),
    input: fc.dictionary(text, fc.oneof(text, fc.integer(), fc.array(text, { maxLength: 3 })), {
      maxKeys: 3,
    }),
  });
  fc.assert(
    fc.property(anyParts, anyParts, (one, other) => {
      const areEqual = sortedJson(one) === sortedJson(other);
      assert.equal(cacheKey(one) === cacheKey(other), areEqual);
    }),
  );
});

/** Replaces objects by sorted pairs, so that equal inputs can be recognised without the code under test. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? { pairs: Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)) }
      : inner,
  );
}

test('input that is not plain JSON is rejected, so that it cannot share a key', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, '\ud800'])
    assert.throws(() => cacheKey({ ...request, input: { value } }), /not allowed/);
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { decodeEntry, type Entry, encodeEntry } from '../../../lambda/cache/entry.ts';
import { anyCharacter } from '../../support/any-character.ts';

const entry: Entry = {
  storedAtMs: 1_795_476_693_000,
  tagsVersion: '5f0c2a9be1d37a64',
  lifetimeMs: 291_234,
  fetchMs: 212,
  value: '{"total":0,"é":"😀"}',
};
const kindOf = (bytes: Buffer) => decodeEntry(bytes).kind;

/**
 * Never rewrite these files. Redis holds such entries while the function is updated, so every version must cope with them.
 * A new format gets a new file.
 */
const goldenBytes = (version: number) =>
  readFileSync(new URL(`golden/entry-v${version}.bin`, import.meta.url));
const golden = {
  bytes: goldenBytes(4),
  entry: {
    storedAtMs: 1_795_476_693_000,
    tagsVersion: '5f0c2a9be1d37a64',
    lifetimeMs: 291_234,
    fetchMs: 212,
    value:
      '{"entities":[{"id":"0e3a5f4c-9d1b-4b7e-8a6f-2c1d3e4f5a6b","name":"Billing – Français 😀\\n"}],' +
      '"pageSize":25,"pageNumber":1,"total":1,"pageCount":1}',
  },
};

for (const version of [1, 2, 3]) {
  test(`an entry of version ${version} is malformed`, () => {
    const reason = 'no version 4 header';
    assert.deepEqual(decodeEntry(goldenBytes(version)), { kind: 'malformed', reason });
  });
}

test('the golden entry of version 4 can be read', () => {
  assert.deepEqual(decodeEntry(golden.bytes), { kind: 'entry', entry: golden.entry });
});

test('encoding produces the golden entry', () => {
  assert.deepEqual(encodeEntry(golden.entry), golden.bytes);
});

test('a missing value decodes as absent', () => {
  assert.deepEqual(decodeEntry(undefined), { kind: 'absent' });
});

test('any text survives encoding and decoding', () => {
  const anyEntry = fc.record(
    {
      storedAtMs: fc.integer({ min: 0, max: 999_999_999_999_999 }),
      tagsVersion: fc.stringMatching(/^[0-9a-f]{16}$/),
      lifetimeMs: fc.integer({ min: 0, max: 999_999_999_999 }),
      fetchMs: fc.integer({ min: 0, max: 999_999_999 }),
      value: fc.string({ unit: anyCharacter, maxLength: 200 }),
    },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(anyEntry, (given) => {
      assert.deepEqual(decodeEntry(encodeEntry(given)), { kind: 'entry', entry: given });
    }),
  );
});

for (const [label, value] of [
  ['an empty value', ''],
  ['a value of lines', '1 2 3 4 5\n\n1 2 3\n'],
  ['a byte order mark', '\ufeff{}'],
  ['NUL and DEL', '\u0000\u007f'],
  ['the last code point', '\u{10ffff}'],
  ['a large value', 'é'.repeat(1_000_000)],
] as const) {
  test(`${label} survives encoding and decoding`, () => {
    assert.deepEqual(decodeEntry(encodeEntry({ ...entry, value })), {
      kind: 'entry',
      entry: { ...entry, value },
    });
  });
}

test('a truncated entry is malformed', () => {
  const bytes = encodeEntry(entry);
  for (let length = 0; length < bytes.byteLength; length += 1)
    assert.equal(kindOf(bytes.subarray(0, length)), 'malformed', `the first ${length} bytes`);
});

test('an entry with extra bytes before or after it is malformed', () => {
  const bytes = encodeEntry(entry);
  for (const more of ['\n', ' ', '}', '\0', bytes]) {
    assert.equal(kindOf(Buffer.concat([bytes, Buffer.from(more)])), 'malformed');
    assert.equal(kindOf(Buffer.concat([Buffer.from(more), bytes])), 'malformed');
  }
});

test('a change of any byte makes the entry malformed', () => {
  const bytes = encodeEntry(entry);
  for (let position = 0; position < bytes.byteLength; position += 1)
    for (let byte = 0; byte < 256; byte += 1) {
      if (byte === bytes[position]) continue;
      const changed = Buffer.from(bytes);
      changed[position] = byte;
      assert.equal(kindOf(changed), 'malformed', `byte ${position} as ${byte}`);
    }
});

test('random bytes decode without throwing and are never an entry', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      assert.equal(kindOf(Buffer.from(bytes)), 'malformed');
    }),
  );
});

const VALID = {
  version: '4',
  storedAt: '1795476693000',
  lifetime: '291234',
  fetch: '212',
  tags: '5f0c2a9be1d37a64',
  encoding: 'plain',
  length: '2',
};
/** An entry with the value `{}`, whose header is valid unless a field is changed. */
function withHeader({ crc, ...changes }: Partial<typeof VALID & { crc: string }>) {
  const fields = `${Object.values({ ...VALID, ...changes }).join(' ')} `;
  return Buffer.from(`${fields}${crc ?? checksumOf(`${fields}{}`)}\n{}`);
}
const checksumOf = (text: string) => crc32(text).toString(16).padStart(8, '0');
const CRC = checksumOf(`${Object.values(VALID).join(' ')} {}`);

test('a header that matches the value is accepted, up to the maximum number of digits', () => {
  assert.equal(kindOf(withHeader({})), 'entry');
  assert.equal(kindOf(withHeader({ storedAt: '9'.repeat(15), tags: 'f'.repeat(16) })), 'entry');
  assert.equal(kindOf(withHeader({ lifetime: '9'.repeat(12) })), 'entry');
  assert.equal(kindOf(withHeader({ fetch: '9'.repeat(9), length: '0000000002' })), 'entry');
});

for (const fields of [
  { version: '0' },
  { version: '3' },
  { version: '5' },
  { version: '04' },
  { version: '' },
  { storedAt: '9'.repeat(16) },
  { storedAt: '-1' },
  { storedAt: '1.5' },
  { storedAt: '' },
  { storedAt: '0x10' },
  { tags: 'f'.repeat(15) },
  { tags: 'f'.repeat(17) },
  { tags: 'F'.repeat(16) },
  { tags: 'g'.repeat(16) },
  { tags: '' },
  { lifetime: '9'.repeat(13) },
  { lifetime: '-1' },
  { lifetime: 'NaN' },
  { fetch: '9'.repeat(10) },
  { fetch: '-1' },
  { fetch: '1.5' },
  { encoding: 'zstd' },
  { encoding: 'gzip' },
  { encoding: 'PLAIN' },
  { encoding: '' },
  { length: '1' },
  { length: '3' },
  { length: '00000000002' },
  { crc: '00000000' },
  { crc: CRC.toUpperCase() },
  { crc: CRC.slice(1) },
  { crc: `${CRC} extra` },
  { crc: `${CRC}\r` },
]) {
  test(`a header with ${JSON.stringify(fields)} is malformed`, () => {
    assert.equal(kindOf(withHeader(fields)), 'malformed');
  });
}

for (const text of [
  '',
  '\n',
  'OK',
  '{"total":0}',
  '4',
  '4 5 6',
  `${' '.repeat(200)}\n{}`,
  'x'.repeat(100_000),
]) {
  test(`${JSON.stringify(text.slice(0, 20))} (${text.length} characters) is malformed, with a reason`, () => {
    const decoded = decodeEntry(Buffer.from(text));
    assert.deepEqual(decoded, { kind: 'malformed', reason: 'no version 4 header' });
  });
}

test('a wrong length and a wrong checksum have different reasons', () => {
  assert.deepEqual(decodeEntry(withHeader({ length: '3' })), { kind: 'malformed', reason: 'wrong length' });
  assert.deepEqual(decodeEntry(withHeader({ crc: '00000000' })), {
    kind: 'malformed',
    reason: 'wrong checksum',
  });
});

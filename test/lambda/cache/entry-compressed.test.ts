import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { crc32, zstdCompressSync } from 'node:zlib';
import { decodeEntry, type Entry, encodeEntry } from '../../../lambda/cache/entry.ts';

const entry: Entry = {
  storedAtMs: 1_795_476_693_000,
  tagsVersion: '5f0c2a9be1d37a64',
  lifetimeMs: 291_234,
  fetchMs: 212,
  value: '{"total":0,"é":"😀"}'.repeat(1000),
};
const COMPRESSED_FROM = 14 * 1024;
const MEBIBYTE = 1024 * 1024;
const kindOf = (bytes: Buffer) => decodeEntry(bytes).kind;
const headerOf = (value: string) =>
  encodeEntry({ ...entry, value })
    .toString('latin1')
    .split('\n')[0] ?? '';

test('the compressed golden entry of version 4 can be read', () => {
  const queue =
    '{"entities":[{"id":"0e3a5f4c-9d1b-4b7e-8a6f-2c1d3e4f5a6b","name":"Billing – Français 😀\\n"}],' +
    '"pageSize":25,"pageNumber":1,"total":1,"pageCount":1}';
  const value = JSON.stringify({ entities: Array(300).fill(queue) });
  const bytes = readFileSync(new URL('golden/entry-v4-zstd.bin', import.meta.url));
  assert.deepEqual(decodeEntry(bytes), { kind: 'entry', entry: { ...entry, value } });
});

test('a value of 14 KB or more is compressed, and the header has its uncompressed length', () => {
  assert.match(headerOf('x'.repeat(COMPRESSED_FROM - 1)), / plain 14335 /);
  assert.match(headerOf('x'.repeat(COMPRESSED_FROM)), / zstd 14336 /);
  assert.match(headerOf('é'.repeat(COMPRESSED_FROM / 2)), / zstd 14336 /);
  assert.ok(encodeEntry({ ...entry, value: 'x'.repeat(COMPRESSED_FROM) }).byteLength < 200);
});

for (const [label, value] of [
  ['just not compressed', 'x'.repeat(COMPRESSED_FROM - 1)],
  ['just compressed', 'x'.repeat(COMPRESSED_FROM)],
  ['incompressible', randomBytes(1_000_000).toString('latin1')],
] as const) {
  test(`a value that is ${label} survives encoding and decoding`, () => {
    const given = { ...entry, value };
    assert.deepEqual(decodeEntry(encodeEntry(given)), { kind: 'entry', entry: given });
  });
}

test('a truncated entry and an entry with extra bytes are malformed', () => {
  const bytes = encodeEntry(entry);
  for (let length = 0; length < bytes.byteLength; length += 1)
    assert.equal(kindOf(bytes.subarray(0, length)), 'malformed', `the first ${length} bytes`);
  for (const more of ['\n', ' ', '\0', bytes])
    assert.equal(kindOf(Buffer.concat([bytes, Buffer.from(more)])), 'malformed');
});

test('a change of any byte makes the entry malformed', () => {
  const bytes = encodeEntry(entry);
  for (let position = 0; position < bytes.byteLength; position += 1)
    for (const change of [1, 2, 16, 32, 128, 255]) {
      const changed = Buffer.from(bytes);
      changed[position] = (changed[position] ?? 0) ^ change;
      assert.equal(kindOf(changed), 'malformed', `byte ${position}`);
    }
});

/** An entry with this frame, whose header has the length `length` and the correct checksum. */
function withFrame(frame: Buffer, length: number): Buffer {
  const fields = `4 1795476693000 291234 212 5f0c2a9be1d37a64 zstd ${length} `;
  const crc = crc32(frame, crc32(fields)).toString(16).padStart(8, '0');
  return Buffer.concat([Buffer.from(`${fields}${crc}\n`), frame]);
}

test('a frame whose length differs from the header is malformed', () => {
  const frame = zstdCompressSync('{}');
  assert.equal(kindOf(withFrame(frame, 2)), 'entry');
  assert.equal(kindOf(withFrame(zstdCompressSync(''), 0)), 'entry');
  for (const length of [0, 1, 3])
    assert.deepEqual(decodeEntry(withFrame(frame, length)), { kind: 'malformed', reason: 'wrong length' });
  const reason = 'a value of 9999999999 bytes, expected at most 67108864';
  assert.deepEqual(decodeEntry(withFrame(frame, 9_999_999_999)), { kind: 'malformed', reason });
});

test('a body that is not a zstd frame is malformed even with the correct checksum', () => {
  for (const body of ['', '{}', 'x'.repeat(1000)])
    assert.equal(kindOf(withFrame(Buffer.from(body), 2)), 'malformed');
  const frame = zstdCompressSync('{}'.repeat(1000));
  assert.equal(kindOf(withFrame(frame.subarray(0, -1), 2000)), 'malformed');
});

test('decompression stops at the length in the header and at 64 MB', () => {
  const bomb = zstdCompressSync(Buffer.alloc(80 * MEBIBYTE));
  assert.ok(bomb.byteLength < 10_000, `${bomb.byteLength} bytes`);
  const before = process.memoryUsage().arrayBuffers;
  assert.equal(kindOf(withFrame(bomb, 1000)), 'malformed');
  assert.equal(kindOf(withFrame(bomb, 80 * MEBIBYTE)), 'malformed');
  assert.ok(process.memoryUsage().arrayBuffers - before < 8 * MEBIBYTE);
});

import { crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** What the cache stores for a key. */
export interface Entry {
  /** In milliseconds since the Unix epoch. */
  storedAtMs: number;
  /** The combined version of its tags when its fetch began (see keys.ts): a later change may be missing from the entry. */
  tagsVersion: string;
  /** Freshness lifetime (RFC 9111, 4.2), with jitter. */
  lifetimeMs: number;
  /** How long its fetch took, in whole milliseconds: a refresh is likely to take as long. */
  fetchMs: number;
  /** JSON text, never parsed here. */
  value: string;
}

type Decoded = { kind: 'entry'; entry: Entry } | { kind: 'absent' } | { kind: 'malformed'; reason: string };

const VERSION = 4;
const HEADER = /^4 (\d{1,15}) (\d{1,12}) (\d{1,9}) ([0-9a-f]{16}) (plain|zstd) (\d{1,10}) ([0-9a-f]{8})$/;
const NEWLINE = 0x0a;
const CHECKSUM_BYTES = 8;
/** Long enough for the whole header of an entry; see {@link fingerprintOf}. */
export const FINGERPRINT_BYTES = 96;
/**
 * Values of this size and more are compressed. A smaller one fits into TCP's initial window (RFC 6928: 10 segments), so it
 * arrives in one round trip anyway, and decompressing it would add some 15 µs to the 65 µs of a read. A value of 64 KB
 * shrinks to 6 % of its size. Even so, on a local connection its read takes 15 µs longer; 200 KB take the same time either
 * way, and 1 MB is faster compressed.
 */
const COMPRESSED_FROM_BYTES = 14 * 1024;
/** The max size of a decompressed value, whatever its header says. */
const VALUE_MAX_BYTES = 64 * 1024 * 1024;

/**
 * The bytes of an entry, version 4: a header line of text, then the body, which is the value in UTF-8 or a zstd
 * frame (RFC 8878) of that.
 *
 *     4 1795476693000 291234 212 5f0c2a9be1d37a64 plain 10342 9f3a00c1⏎{"entities":[…
 *     │ │             │      │   │                │     │     └ CRC-32 of everything before it and of the body, 8 hex digits
 *     │ │             │      │   │                │     └ length of the value in bytes
 *     │ │             │      │   │                └ how the value is encoded: plain or zstd
 *     │ │             │      │   └ combined version of its tags when its fetch began, 16 hex digits
 *     │ │             │      └ how long its fetch took, in milliseconds
 *     │ │             └ freshness lifetime in milliseconds
 *     │ └ stored at, milliseconds since the Unix epoch
 *     └ version
 */
export function encodeEntry({ storedAtMs, lifetimeMs, fetchMs, tagsVersion, value }: Entry): Buffer {
  const plain = Buffer.from(value);
  const encoding = plain.byteLength < COMPRESSED_FROM_BYTES ? 'plain' : 'zstd';
  const body = encoding === 'plain' ? plain : zstdCompressSync(plain);
  const header = [VERSION, storedAtMs, lifetimeMs, fetchMs, tagsVersion, encoding, plain.byteLength];
  const fields = Buffer.from(`${header.join(' ')} `);
  return Buffer.concat([fields, Buffer.from(`${checksum(fields, body)}\n`), body]);
}

/** When an entry was stored, by its header alone, in milliseconds since the Unix epoch; NaN without a header. */
export function storedAtMsOf(bytes: Buffer): number {
  return Number(/^4 (\d+) /.exec(bytes.toString('latin1', 0, FINGERPRINT_BYTES))?.[1]);
}

/**
 * Reads bytes from a store as untrusted: another version, a truncated or altered body and anything else that
 * {@link encodeEntry} did not write is `malformed`. The checks of length and CRC-32 make it safe to put the value into
 * a response without parsing it. Decompressing never yields more than the length in the header. A value of more than
 * `maxValueBytes` is `malformed` too, and is not decompressed.
 */
export function decodeEntry(bytes: Buffer | undefined, maxValueBytes = VALUE_MAX_BYTES): Decoded {
  if (bytes === undefined) return { kind: 'absent' };
  const headerEnd = bytes.subarray(0, FINGERPRINT_BYTES).indexOf(NEWLINE);
  const header = HEADER.exec(bytes.toString('latin1', 0, Math.max(0, headerEnd)));
  if (header === null) return { kind: 'malformed', reason: `no version ${VERSION} header` };

  const [, storedAtMs, lifetimeMs, fetchMs, tagsVersion = '', encoding, length, expected] = header;
  if (Number(length) > maxValueBytes)
    return { kind: 'malformed', reason: `a value of ${length} bytes, expected at most ${maxValueBytes}` };
  const body = bytes.subarray(headerEnd + 1);
  if (checksum(bytes.subarray(0, headerEnd - CHECKSUM_BYTES), body) !== expected)
    return { kind: 'malformed', reason: 'wrong checksum' };
  const plain = encoding === 'plain' ? body : decompress(body, Number(length));
  if (plain?.byteLength !== Number(length)) return { kind: 'malformed', reason: 'wrong length' };
  return {
    kind: 'entry',
    entry: {
      storedAtMs: Number(storedAtMs),
      lifetimeMs: Number(lifetimeMs),
      fetchMs: Number(fetchMs),
      tagsVersion,
      value: plain.toString(),
    },
  };
}

/** Returns undefined if the bytes are not a zstd frame, or decompress to more than `length` bytes. */
function decompress(frame: Buffer, length: number): Buffer | undefined {
  if (length > VALUE_MAX_BYTES) return undefined;
  try {
    return zstdDecompressSync(frame, { maxOutputLength: Math.max(1, length) });
  } catch {
    return undefined;
  }
}

/**
 * The first bytes of an entry, which differ between any two entries: they contain the time of storing and the checksum.
 * Empty if there is no entry.
 */
export function fingerprintOf(bytes: Buffer | undefined): Buffer {
  return bytes?.subarray(0, FINGERPRINT_BYTES) ?? Buffer.alloc(0);
}

function checksum(fields: Buffer, body: Buffer): string {
  return crc32(body, crc32(fields)).toString(16).padStart(CHECKSUM_BYTES, '0');
}

import { crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** A stored answer. */
export interface Entry {
  /** When it was stored, in milliseconds since the Unix epoch. */
  storedAtMs: number;
  /**
   * When fetching it began, in store time (see store.ts): a change from then on may not be in it.
   */
  asOfUs: number;
  /** Freshness lifetime (RFC 9111, 4.2), jitter included. */
  lifetimeMs: number;
  /** How long it took to get it, in whole milliseconds: what fetching it anew is likely to take. */
  fetchMs: number;
  /** The answer's data as JSON text: never parsed here. */
  value: string;
}

/** What was found under a key. */
export type Decoded =
  | { kind: 'entry'; entry: Entry }
  | { kind: 'absent' }
  | { kind: 'malformed'; reason: string };

const VERSION = 3;
const HEADER = /^3 (\d{1,15}) (\d{1,16}) (\d{1,12}) (\d{1,9}) (plain|zstd) (\d{1,10}) ([0-9a-f]{8})$/;
const NEWLINE = 0x0a;
const CHECKSUM_BYTES = 8;
/** Bytes of the head of a value, which has the whole header of an entry in it; see {@link headOf}. */
export const HEAD_BYTES = 96;
/**
 * From this size on a value is compressed. Up to here it fits into TCP's initial window (RFC 6928: 10 segments), so it
 * comes in one round trip as it is, and reading it compressed was measured to take some 15 µs more, of 65. A page of
 * 64 KB takes 6 % of its bytes, and as much longer to read but for what the network saves; from 200 KB on there is no
 * difference even without a network, and 1 MB is read sooner.
 */
const COMPRESSED_FROM_BYTES = 14 * 1024;
/** What decompressing may give, whatever a header says. */
const VALUE_MAX_BYTES = 64 * 1024 * 1024;

/**
 * The bytes of an entry, version 3: a header line of text, then the body, which is the value in UTF-8 or a zstd
 * frame (RFC 8878) of that.
 *
 *     3 1795476693000 1795476692788123 291234 212 plain 10342 9f3a00c1⏎{"entities":[…
 *     │ │             │                │      │   │     │     └ CRC-32 of all before it and of the body, 8 hex digits
 *     │ │             │                │      │   │     └ length of the value in bytes
 *     │ │             │                │      │   └ how the value is encoded: plain or zstd
 *     │ │             │                │      └ how long it took to get it, in milliseconds
 *     │ │             │                └ freshness lifetime in milliseconds
 *     │ │             └ as of, in store time
 *     │ └ stored at, milliseconds since the Unix epoch
 *     └ version
 */
export function encodeEntry({ storedAtMs, asOfUs, lifetimeMs, fetchMs, value }: Entry): Buffer {
  const plain = Buffer.from(value);
  const encoding = plain.byteLength < COMPRESSED_FROM_BYTES ? 'plain' : 'zstd';
  const body = encoding === 'plain' ? plain : zstdCompressSync(plain);
  const times = [storedAtMs, asOfUs, lifetimeMs, fetchMs];
  const fields = Buffer.from(`${[VERSION, ...times, encoding, plain.byteLength].join(' ')} `);
  return Buffer.concat([fields, Buffer.from(`${checksum(fields, body)}\n`), body]);
}

/**
 * Reads what a store gave back, as untrusted bytes: another version, a cut or altered body and anything else that
 * {@link encodeEntry} did not write are `malformed`. Checking length and CRC-32 makes it safe to put the value into
 * an answer without parsing it; a frame is never decompressed beyond the length that its header gives.
 */
export function decodeEntry(bytes: Buffer | undefined): Decoded {
  if (bytes === undefined) return { kind: 'absent' };
  const headerEnd = bytes.subarray(0, HEAD_BYTES).indexOf(NEWLINE);
  const header = HEADER.exec(bytes.toString('latin1', 0, Math.max(0, headerEnd)));
  if (header === null) return { kind: 'malformed', reason: 'no version 3 header' };

  const body = bytes.subarray(headerEnd + 1);
  if (checksum(bytes.subarray(0, headerEnd - CHECKSUM_BYTES), body) !== header[7])
    return { kind: 'malformed', reason: 'wrong checksum' };
  const length = Number(header[6]);
  const plain = header[5] === 'plain' ? body : decompress(body, length);
  if (plain?.byteLength !== length) return { kind: 'malformed', reason: 'wrong length' };
  const [storedAtMs = 0, asOfUs = 0, lifetimeMs = 0, fetchMs = 0] = header.slice(1, 5).map(Number);
  return { kind: 'entry', entry: { storedAtMs, asOfUs, lifetimeMs, fetchMs, value: plain.toString() } };
}

/** Undefined for what is no frame, and for one that holds more than `length` bytes. */
function decompress(frame: Buffer, length: number): Buffer | undefined {
  if (length > VALUE_MAX_BYTES) return undefined;
  try {
    return zstdDecompressSync(frame, { maxOutputLength: Math.max(1, length) });
  } catch {
    return undefined;
  }
}

/**
 * What tells two stored values apart without reading them whole: an entry's header has the moment it was stored
 * and a checksum in it. Empty for nothing.
 */
export function headOf(bytes: Buffer | undefined): Buffer {
  return bytes?.subarray(0, HEAD_BYTES) ?? Buffer.alloc(0);
}

function checksum(fields: Buffer, body: Buffer): string {
  return crc32(body, crc32(fields)).toString(16).padStart(CHECKSUM_BYTES, '0');
}

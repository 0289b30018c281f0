import { crc32 } from 'node:zlib';

/** A stored answer. */
export interface Entry {
  /** When it was stored, in milliseconds since the Unix epoch. */
  storedAtMs: number;
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

const VERSION = 2;
const HEADER_MAX_BYTES = 80;
const HEADER = /^2 (\d{1,15}) (\d{1,12}) (\d{1,9}) (\d{1,10}) ([0-9a-f]{8})$/;
const NEWLINE = 0x0a;

/**
 * The bytes of an entry, version 2: a header line of text, then the value in UTF-8.
 *
 *     2 1795476693000 291234 212 10342 9f3a00c1⏎{"entities":[…
 *     │ │             │      │   │     └ CRC-32 of the value's bytes, 8 hex digits
 *     │ │             │      │   └ length of the value in bytes
 *     │ │             │      └ how long it took to get it, in milliseconds
 *     │ │             └ freshness lifetime in milliseconds
 *     │ └ stored at, milliseconds since the Unix epoch
 *     └ version
 */
export function encodeEntry({ storedAtMs, lifetimeMs, fetchMs, value }: Entry): Buffer {
  const body = Buffer.from(value);
  const header = [VERSION, storedAtMs, lifetimeMs, fetchMs, body.byteLength, checksum(body)].join(' ');
  return Buffer.concat([Buffer.from(`${header}\n`), body]);
}

/**
 * Reads what a store gave back, as untrusted bytes: another version, a cut or altered value and anything else
 * that {@link encodeEntry} did not write are `malformed`. Checking length and CRC-32 makes it safe to put the
 * value into an answer without parsing it.
 */
export function decodeEntry(bytes: Buffer | undefined): Decoded {
  if (bytes === undefined) return { kind: 'absent' };
  const headerEnd = bytes.subarray(0, HEADER_MAX_BYTES).indexOf(NEWLINE);
  const header = HEADER.exec(bytes.toString('latin1', 0, Math.max(0, headerEnd)));
  if (header === null) return { kind: 'malformed', reason: 'no version 2 header' };

  const body = bytes.subarray(headerEnd + 1);
  if (body.byteLength !== Number(header[4])) return { kind: 'malformed', reason: 'wrong length' };
  if (checksum(body) !== header[5]) return { kind: 'malformed', reason: 'wrong checksum' };
  const [storedAtMs = 0, lifetimeMs = 0, fetchMs = 0] = header.slice(1, 4).map(Number);
  return { kind: 'entry', entry: { storedAtMs, lifetimeMs, fetchMs, value: body.toString() } };
}

/**
 * What tells two stored values apart without reading them whole: an entry's header has the moment it was stored
 * and a checksum in it. Empty for nothing.
 */
export function headOf(bytes: Buffer | undefined): Buffer {
  return bytes?.subarray(0, HEADER_MAX_BYTES) ?? Buffer.alloc(0);
}

function checksum(body: Buffer): string {
  return crc32(body).toString(16).padStart(8, '0');
}

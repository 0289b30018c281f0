import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** The owner of a token. Another organisation, client or secret cannot decrypt it. */
export interface TokenOwner {
  readonly apiUrl: string;
  readonly loginUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The first byte of a sealed token. Raise it when the format or the key derivation changes. */
const VERSION = 1;
const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
/** NIST SP 800-38D, 8.2.2: a random IV of 96 bits is safe for 2^32 tokens per key. */
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + IV_BYTES + TAG_BYTES;

/**
 * Encrypts a token for the shared store: version, IV, tag and ciphertext of AES-256-GCM. HKDF (RFC 5869) derives the key
 * from the client's secret. The owner and the end are authenticated, so the token cannot be decrypted with others.
 */
export function sealToken(token: string, endsAtMs: number, owner: TokenOwner): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, keyOf(owner), iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(owner, endsAtMs));
  const text = Buffer.concat([cipher.update(token, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), iv, cipher.getAuthTag(), text]);
}

/** Decrypts a token; returns undefined if the bytes are not a token of this owner with this end. Never throws. */
export function openToken(sealed: Buffer, endsAtMs: number, owner: TokenOwner): string | undefined {
  if (sealed.length <= HEADER_BYTES || sealed[0] !== VERSION) return undefined;
  const iv = sealed.subarray(1, 1 + IV_BYTES);
  const decipher = createDecipheriv(CIPHER, keyOf(owner), iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(boundTo(owner, endsAtMs));
  decipher.setAuthTag(sealed.subarray(1 + IV_BYTES, HEADER_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(HEADER_BYTES)), decipher.final()]).toString();
  } catch {
    return undefined;
  }
}

function keyOf(owner: TokenOwner): Buffer {
  return Buffer.from(hkdfSync('sha256', owner.clientSecret, '', infoOf(owner), KEY_BYTES));
}

function infoOf({ apiUrl, loginUrl, clientId }: TokenOwner): string {
  return JSON.stringify(['genesys-data-action-cache token', VERSION, apiUrl, loginUrl, clientId]);
}

function boundTo(owner: TokenOwner, endsAtMs: number): Buffer {
  return Buffer.from(JSON.stringify([infoOf(owner), endsAtMs]));
}

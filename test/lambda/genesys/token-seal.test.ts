import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { openToken, sealToken } from '../../../lambda/genesys/token-seal.ts';
import { anyCharacter } from '../../support/any-character.ts';

const OWNER = {
  apiUrl: 'https://api.mypurecloud.ie',
  loginUrl: 'https://login.mypurecloud.ie',
  clientId: 'client-1',
  clientSecret: 'planted-client-secret',
};
const TOKEN = 'planted-access-token';
const ENDS_AT_MS = 1_800_000_000_000;
const SEALED = sealToken(TOKEN, ENDS_AT_MS, OWNER);

test('whatever the token, its owner opens it, and its sealed form does not contain it', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: anyCharacter }), fc.nat(), (token, endsAtMs) => {
      const sealed = sealToken(token, endsAtMs, OWNER);
      assert.equal(openToken(sealed, endsAtMs, OWNER), Buffer.from(token).toString());
      assert.ok(Buffer.byteLength(token) < 4 || !sealed.includes(token));
    }),
  );
});

test('neither the token nor the secret is in the sealed form, and no two sealed forms are the same', () => {
  for (const encoding of ['utf8', 'base64', 'hex'] as const)
    for (const text of [TOKEN, OWNER.clientSecret, OWNER.clientId])
      assert.ok(!SEALED.includes(Buffer.from(text).toString(encoding)), `${text} as ${encoding}`);
  const forms = Array.from({ length: 100 }, () => sealToken(TOKEN, ENDS_AT_MS, OWNER).toString('hex'));
  assert.equal(new Set(forms.map((form) => form.slice(2, 26))).size, 100);
});

const flipped = (at: number) => {
  const bytes = Buffer.from(SEALED);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
};

describe('a value that is not this token opens as nothing, without an error', () => {
  const unreadable: [name: string, bytes: Buffer][] = [
    ['nothing', Buffer.alloc(0)],
    ['the version alone', Buffer.of(1)],
    ['text', Buffer.from('not a sealed token, but of a length that could be one')],
    ['the token itself', Buffer.from(TOKEN)],
    ['zeros', Buffer.alloc(SEALED.length)],
    ['version 1 and zeros', Buffer.concat([Buffer.of(1), Buffer.alloc(100)])],
    ['another version', Buffer.concat([Buffer.of(2), SEALED.subarray(1)])],
    ['no ciphertext', SEALED.subarray(0, 29)],
    ['one byte less', SEALED.subarray(0, -1)],
    ['one byte more', Buffer.concat([SEALED, Buffer.of(0)])],
    ['two tokens', Buffer.concat([SEALED, SEALED])],
    ['its Base64', Buffer.from(SEALED.toString('base64'))],
    ['100 KB of the letter a', Buffer.alloc(100_000, 'a')],
  ];
  for (const [name, bytes] of unreadable)
    test(name, () => assert.equal(openToken(bytes, ENDS_AT_MS, OWNER), undefined));

  test('any byte changed', () => {
    for (let at = 0; at < SEALED.length; at += 1)
      assert.equal(openToken(flipped(at), ENDS_AT_MS, OWNER), undefined, `byte ${at}`);
  });

  test('arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        assert.equal(openToken(Buffer.of(1, ...bytes), ENDS_AT_MS, OWNER), undefined);
      }),
    );
  });

  test('another end', () => {
    for (const endsAtMs of [ENDS_AT_MS - 1, ENDS_AT_MS + 1, 0, Number.NaN])
      assert.equal(openToken(SEALED, endsAtMs, OWNER), undefined);
  });

  for (const part of ['apiUrl', 'loginUrl', 'clientId', 'clientSecret'] as const)
    test(`another ${part}`, () => {
      assert.equal(openToken(SEALED, ENDS_AT_MS, { ...OWNER, [part]: `${OWNER[part]}x` }), undefined);
      assert.equal(openToken(SEALED, ENDS_AT_MS, { ...OWNER, [part]: '' }), undefined);
    });
});

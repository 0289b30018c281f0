import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import middy from '@middy/core';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import fc from 'fast-check';
import { DataActionError } from '../../../lambda/errors.ts';
import { BODY_LIMIT_BYTES, jsonBody } from '../../../lambda/http/request.ts';
import { anyCharacter } from '../../support/any-character.ts';

const json = { 'Content-Type': 'application/json' };
const base: APIGatewayProxyEvent = JSON.parse(
  readFileSync(new URL('../../events/queues.json', import.meta.url), 'utf8'),
);
const context: Context = JSON.parse('{}');

type BodyEvent = Pick<APIGatewayProxyEvent, 'body'> & {
  headers?: Record<string, string | undefined> | null;
  isBase64Encoded?: boolean;
};

/** Returns the body that the middleware passes to the handler. API Gateway may send null headers. */
async function parse({ body, headers = json, isBase64Encoded = false }: BodyEvent): Promise<unknown> {
  const event: APIGatewayProxyEvent = Object.assign(structuredClone(base), {
    body,
    headers,
    isBase64Encoded,
  });
  return middy<APIGatewayProxyEvent, unknown>()
    .use(jsonBody())
    .handler(async (handled) => ({ seen: handled.body }))(event, context);
}
const encoded = (text: string | Buffer) => ({
  body: Buffer.from(text).toString('base64'),
  isBase64Encoded: true,
});
/** Returns a JSON text of exactly this many bytes. */
const textOf = (bytes: number) => `{"name":"${'x'.repeat(bytes - 11)}"}`;

test('the limit is 64 KB', () => {
  assert.equal(BODY_LIMIT_BYTES, 65_536);
});

test('any JSON value is parsed, plain and in Base64', async () => {
  // `__proto__` and similar names have their own test; fast-check generates them often.
  const harmless = fc.jsonValue().filter((value) => !/__proto__|prototype/.test(JSON.stringify(value)));
  const body = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), harmless);
  await fc.assert(
    fc.asyncProperty(body, async (given) => {
      const text = JSON.stringify(given);
      assert.deepEqual(await parse({ body: text }), { seen: JSON.parse(text) });
      assert.deepEqual(await parse(encoded(text)), { seen: JSON.parse(text) });
    }),
  );
});

test('characters of several bytes survive Base64', async () => {
  assert.deepEqual(await parse(encoded('{"name":"Größe 😀"}')), { seen: { name: 'Größe 😀' } });
});

for (const event of [
  { body: null },
  { body: '' },
  { body: null, headers: null },
  { body: '', isBase64Encoded: true },
  { body: null, isBase64Encoded: true },
  { body: '', headers: { 'Content-Type': 'text/plain' } },
]) {
  test(`${JSON.stringify(event)} is read as no parameters`, async () => {
    assert.deepEqual(await parse(event), { seen: {} });
  });
}

for (const [name, text] of [
  ['one byte a character', textOf(65_536)],
  ['two bytes a character', `{"name":"${'é'.repeat(32_762)}x"}`],
] as const) {
  test(`a body of exactly 64 KB with ${name} is accepted, plain and in Base64`, async () => {
    assert.equal(Buffer.byteLength(text), 65_536);
    assert.deepEqual(await parse({ body: text }), { seen: JSON.parse(text) });
    assert.deepEqual(await parse(encoded(text)), { seen: JSON.parse(text) });
  });

  test(`a body of 64 KB and one byte with ${name} is too large, plain and in Base64`, async () => {
    const tooLarge = {
      code: 'payload_too_large',
      statusCode: 413,
      message: 'the body is 65537 bytes, expected at most 65536',
    };
    await assert.rejects(parse({ body: `${text} ` }), tooLarge);
    await assert.rejects(parse(encoded(`${text} `)), tooLarge);
  });
}

test('the size is checked before the media type and the JSON', async () => {
  const event = { body: 'x'.repeat(65_537), headers: { 'content-type': 'text/plain' } };
  await assert.rejects(parse(event), { code: 'payload_too_large' });
});

for (const type of [
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=UTF-8',
  'APPLICATION/JSON',
  'application/vnd.genesys.v2+json',
  'application/problem+json; x=y',
  'application/json ; charset=utf-8',
  ' application/json',
]) {
  test(`${type} is accepted as JSON, whatever the case of the header's name`, async () => {
    for (const name of ['content-type', 'Content-Type', 'CONTENT-TYPE'])
      assert.deepEqual(await parse({ body: '{"a":1}', headers: { [name]: type } }), { seen: { a: 1 } });
  });
}

for (const headers of [null, {}, { 'Content-Type': undefined }, { Accept: 'text/html' }]) {
  test(`a body with the headers ${JSON.stringify(headers)} is accepted as JSON`, async () => {
    assert.deepEqual(await parse({ body: '{"a":1}', headers }), { seen: { a: 1 } });
  });
}

for (const type of [
  '',
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/xml',
  'application/jsonp',
  'text/json',
  'json',
  'text/plain; application/json',
]) {
  test(`the media type "${type}" is rejected with an error that names it`, async () => {
    await assert.rejects(parse({ body: '{"a":1}', headers: { 'Content-Type': type } }), {
      code: 'unsupported_media_type',
      statusCode: 415,
      message: `Content-Type is "${type}", expected application/json`,
    });
  });
}

for (const body of [
  '{',
  '{"a":1',
  '{"a":1,}',
  "{'a':1}",
  '{"a":NaN}',
  '{"a":1}{}',
  'name=a',
  '<a/>',
  '\ufeff{}',
  '{"a":"\n"}',
]) {
  test(`${JSON.stringify(body)} is rejected as invalid JSON, plain and in Base64, with the reason`, async () => {
    const refused = {
      code: 'invalid_json',
      statusCode: 400,
      message: /^the body is not valid JSON: .{5,}/s,
    };
    await assert.rejects(parse({ body }), refused);
    await assert.rejects(parse(encoded(body)), refused);
  });
}

for (const body of ['{"__proto__":{"a":1}}', '{"a":{"__proto__":1}}', '{"constructor":{"prototype":{}}}']) {
  test(`${body}, which could change a prototype, is rejected`, async () => {
    await assert.rejects(parse({ body }), { code: 'invalid_json' });
    assert.equal('a' in {}, false);
  });
}

test('a body nested as deep as 64 KB allow is rejected and not an internal error', async () => {
  const body = `${'['.repeat(32_768)}${']'.repeat(32_768)}`;
  await assert.rejects(parse({ body }), { code: 'invalid_json' });
});

test('any body is either parsed or rejected with a 4xx error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: anyCharacter }), fc.boolean(), async (body, isBase64Encoded) => {
      try {
        await parse({ body, isBase64Encoded });
      } catch (error) {
        assert(error instanceof DataActionError && error.statusCode === 400, String(error));
      }
    }),
  );
});

test('the error for an invalid body has no cause, so the body is not logged', async () => {
  await assert.rejects(
    parse({ body: '{"a": hunter2' }),
    (error) => error instanceof Error && !('cause' in error),
  );
});

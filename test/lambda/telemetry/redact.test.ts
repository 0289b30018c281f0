import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redact } from '../../../lambda/telemetry/log-line.ts';

for (const [text, redacted] of [
  ['Authorization: Basic Y2xpZW50OnNlY3JldA==', 'Authorization: Basic ***'],
  ['"authorization":"Bearer abc.DEF-_~+/9=","x":1', '"authorization":"Bearer ***","x":1'],
  ['basic \t YTpi and bearer  abc', 'basic *** and bearer ***'],
  ['rediss://default:hunter2@cache:6380 is down', 'rediss://***@cache:6380 is down'],
  ['redis://user:p@hunter2@cache is down', 'redis://***@cache is down'],
  ['redis://:hunter2@cache and https://u:p@h/x', 'redis://***@cache and https://***@h/x'],
  ['https://api.mypurecloud.ie/api/v2?email=a@b.c', 'https://api.mypurecloud.ie/api/v2?email=a@b.c'],
  [
    'unknown command `HELLO`, with args: `3` `AUTH` `default` `hunter2` ',
    'unknown command `HELLO`, with args: `3` `AUTH` *** ',
  ],
  [
    `Unexpected token '+', ..."eNumber": +120255501"... is not valid JSON`,
    `Unexpected token '+', … is not valid JSON`,
  ],
  [`Unexpected token 'a', "a "b"\n" is not valid JSON`, `Unexpected token 'a', … is not valid JSON`],
  ['nothing to hide', 'nothing to hide'],
  ['', ''],
] as const) {
  test(`${JSON.stringify(text)} is logged as ${JSON.stringify(redacted)}`, () => {
    assert.equal(redact(text), redacted);
  });
}

test('a text is cut after 2000 characters but never within a secret', () => {
  assert.equal(redact('x'.repeat(2000)).length, 2000);
  assert.equal(redact('x'.repeat(2001)).length, 2000);
  const bearer = ` Bearer ${'t'.repeat(100)}`;
  assert.doesNotMatch(redact('x'.repeat(1960) + bearer), /t{2}/);
});

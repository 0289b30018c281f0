import assert from 'node:assert/strict';
import { test } from 'node:test';
import { integer, oneOf, origin, redisUrl, text, trueOrFalse } from '../../../lambda/config/setting.ts';

const RANGE = integer(10, 200);

for (const [raw, number] of [
  ['10', 10],
  ['200', 200],
  ['42', 42],
  ['0042', 42],
] as const) {
  test(`${raw} reads as the integer ${number}`, () => {
    assert.equal(RANGE.read(raw), number);
  });
}

for (const raw of [
  '9',
  '201',
  '-10',
  '+10',
  '10.0',
  '1e2',
  '0x10',
  'ten',
  '10 20',
  '1_0',
  '٤٢',
  'NaN',
  '∞',
  '',
]) {
  test(`${JSON.stringify(raw)} is not an integer from 10 to 200`, () => {
    assert.equal(RANGE.read(raw), undefined);
  });
}

test('an integer describes its range', () => {
  assert.equal(RANGE.expected, 'an integer from 10 to 200');
});

for (const [raw, value] of [
  ['b', 'b'],
  ['B', undefined],
  ['a, b', undefined],
] as const) {
  test(`with the choices a and b, ${raw} reads as ${value}`, () => {
    assert.equal(oneOf(['a', 'b']).read(raw), value);
  });
}

test('a choice describes its values', () => {
  assert.equal(oneOf(['a', 'b']).expected, 'one of a, b');
});

for (const [raw, value] of [
  ['true', true],
  ['false', false],
  ['True', undefined],
  ['1', undefined],
] as const) {
  test(`as a boolean, ${raw} reads as ${value}`, () => {
    assert.equal(trueOrFalse.read(raw), value);
  });
}

test('a text setting accepts any text', () => {
  assert.equal(text('anything').read('x y'), 'x y');
});

for (const [raw, value] of [
  ['https://api.mypurecloud.ie', 'https://api.mypurecloud.ie'],
  ['https://api.mypurecloud.ie/', 'https://api.mypurecloud.ie'],
  ['HTTPS://API.MyPureCloud.ie:443', 'https://api.mypurecloud.ie'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ['http://[::1]:8080', 'http://[::1]:8080'],
] as const) {
  test(`${raw} reads as the origin ${value}`, () => {
    assert.equal(origin.read(raw), value);
  });
}

for (const [raw, shown] of [
  ['api.mypurecloud.ie', 'api.mypurecloud.ie'],
  ['ftp://api.mypurecloud.ie', 'ftp://api.mypurecloud.ie'],
  ['file:///etc/passwd', 'file:///etc/passwd'],
  ['https://api.mypurecloud.ie/api/v2', 'https://api.mypurecloud.ie/api/v2'],
  ['https://api.mypurecloud.ie/?', 'https://api.mypurecloud.ie/?'],
  ['https://api.mypurecloud.ie/#x', 'https://api.mypurecloud.ie/#x'],
  ['https://api.mypurecloud.ie:65536', 'https://api.mypurecloud.ie:65536'],
  ['https://', 'https://'],
  ['https://user:hunter2@api.mypurecloud.ie', 'https://***@api.mypurecloud.ie'],
] as const) {
  test(`${raw} is not a valid origin, and an error shows it as ${shown}`, () => {
    assert.equal(origin.read(raw), undefined);
    assert.equal(origin.show?.(raw), shown);
    assert.equal(origin.expected, 'an origin such as https://api.mypurecloud.ie');
  });
}

for (const [raw, href] of [
  ['redis://localhost', 'redis://localhost'],
  ['redis://127.0.0.1:6379/2', 'redis://127.0.0.1:6379/2'],
  ['rediss://user:hunter2@cache.example.com:6380', 'rediss://user:hunter2@cache.example.com:6380'],
  ['redis://:hunter2@[::1]:6379', 'redis://:hunter2@[::1]:6379'],
  ['REDIS://localhost', 'redis://localhost'],
] as const) {
  test(`${raw} is a valid Redis URL`, () => {
    assert.equal(redisUrl.read(raw)?.href, href);
  });
}

for (const raw of [
  'localhost',
  'localhost:6379',
  'http://localhost',
  'redis:',
  'redis://',
  'redis://h:65536',
]) {
  test(`${raw} is not a valid Redis URL`, () => {
    assert.equal(redisUrl.read(raw), undefined);
    assert.match(redisUrl.expected, /^redis:\/\/.*rediss:\/\/ for TLS$/);
  });
}

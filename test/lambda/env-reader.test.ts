import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Environment, EnvReader } from '../../lambda/env-reader.ts';

/** What reading gives, and the problems it notes. */
function reading<T>(env: Environment, read: (reader: EnvReader) => T) {
  const reader = new EnvReader(env);
  return { value: read(reader), problems: reader.problems };
}

for (const [raw, text] of [
  [undefined, undefined],
  ['', undefined],
  ['  \t ', undefined],
  ['value', 'value'],
  ['  value\n', 'value'],
  ['0', '0'],
] as const) {
  test(`the text of ${JSON.stringify(raw)} is ${JSON.stringify(text)}`, () => {
    assert.deepEqual(
      reading({ X: raw }, (reader) => reader.text('X')),
      { value: text, problems: [] },
    );
  });
}

const bounds = { fallback: 50, min: 10, max: 200 };
for (const [raw, number] of [
  [undefined, 50],
  ['', 50],
  ['10', 10],
  ['200', 200],
  [' 42 ', 42],
  ['0042', 42],
] as const) {
  test(`${JSON.stringify(raw)} is the integer ${number}`, () => {
    assert.deepEqual(
      reading({ X: raw }, (reader) => reader.integer('X', bounds)),
      { value: number, problems: [] },
    );
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
]) {
  test(`${raw} is no integer from 10 to 200: the fallback and a problem with the value in it`, () => {
    assert.deepEqual(
      reading({ X: raw }, (reader) => reader.integer('X', bounds)),
      { value: 50, problems: [`X is "${raw}", expected an integer from 10 to 200`] },
    );
  });
}

for (const [raw, value, problems] of [
  [undefined, undefined, []],
  ['', undefined, []],
  [' b ', 'b', []],
  ['B', undefined, ['X is "B", expected one of a, b']],
  ['a, b', undefined, ['X is "a, b", expected one of a, b']],
] as const) {
  test(`of the choices a and b, ${JSON.stringify(raw)} is ${JSON.stringify(value)}`, () => {
    assert.deepEqual(
      reading({ X: raw }, (reader) => reader.oneOf('X', ['a', 'b'])),
      { value, problems },
    );
  });
}

for (const [raw, origin] of [
  ['https://api.mypurecloud.ie', 'https://api.mypurecloud.ie'],
  ['https://api.mypurecloud.ie/', 'https://api.mypurecloud.ie'],
  ['HTTPS://API.MyPureCloud.ie:443', 'https://api.mypurecloud.ie'],
  [' http://127.0.0.1:8080 ', 'http://127.0.0.1:8080'],
  ['http://[::1]:8080', 'http://[::1]:8080'],
] as const) {
  test(`the origin of ${raw} is ${origin}`, () => {
    assert.deepEqual(
      reading({ X: raw }, (reader) => reader.origin('X')),
      { value: origin, problems: [] },
    );
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
  test(`${raw} is no origin`, () => {
    const expected = 'an origin such as https://api.mypurecloud.ie';
    assert.deepEqual(
      reading({ X: raw }, (reader) => reader.origin('X')),
      { value: undefined, problems: [`X is "${shown}", expected ${expected}`] },
    );
  });
}

for (const [raw, href] of [
  ['redis://localhost', 'redis://localhost'],
  ['redis://127.0.0.1:6379/2', 'redis://127.0.0.1:6379/2'],
  ['rediss://user:hunter2@cache.example.com:6380', 'rediss://user:hunter2@cache.example.com:6380'],
  ['redis://:hunter2@[::1]:6379', 'redis://:hunter2@[::1]:6379'],
  ['REDIS://localhost', 'redis://localhost'],
] as const) {
  test(`${raw} is a Redis URL`, () => {
    const { value, problems } = reading({ X: raw }, (reader) => reader.redisUrl('X'));
    assert.deepEqual([value?.href, problems], [href, []]);
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
  test(`${raw} is no Redis URL`, () => {
    const { value, problems } = reading({ X: raw }, (reader) => reader.redisUrl('X'));
    assert.equal(value, undefined);
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', /^X .*expected redis:\/\/.*rediss:\/\/ for TLS$/);
  });
}

test('an unset Redis URL is undefined and no problem', () => {
  assert.deepEqual(
    reading({}, (reader) => reader.redisUrl('X')),
    { value: undefined, problems: [] },
  );
});

test('problems are kept in the order in which the variables were read', () => {
  const { problems } = reading({ A: 'x', C: 'y' }, (reader) => {
    reader.integer('A', bounds);
    reader.missing('B', 'something');
    reader.oneOf('C', ['a', 'b']);
  });
  assert.deepEqual(problems, [
    'A is "x", expected an integer from 10 to 200',
    'B is not set, expected something',
    'C is "y", expected one of a, b',
  ]);
});

test('variables with a prefix are named in order, those that are blank left out', () => {
  const env = {
    PRE_B: '1',
    PRE_A: 'x',
    PRE_: 'y',
    PRE_EMPTY: ' ',
    PRE: 'z',
    A_PRE_C: '1',
    PRE_UNSET: undefined,
  };
  assert.deepEqual(
    reading(env, (reader) => reader.namesWith('PRE_')),
    {
      value: ['PRE_', 'PRE_A', 'PRE_B'],
      problems: [],
    },
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everywhere, integer, oneOf, redisUrl, UNSET } from '../../../lambda/config/setting.ts';
import { type Environment, SettingsReader } from '../../../lambda/config/settings-reader.ts';

const RANGE = integer(10, 200);
const meaning = 'Only for this test.';
const LIMIT = { variable: 'X', type: RANGE, defaults: everywhere(50), meaning };
const OPTIONAL = { variable: 'X', type: RANGE, defaults: UNSET, meaning };
const RENAMED = { ...LIMIT, formerly: { key: 'oldX', variable: 'OLD_X' } };

/** Returns the value that was read and the problems found. */
function readWith<T>(env: Environment, read: (reader: SettingsReader) => T) {
  const reader = new SettingsReader(env);
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
  test(`the variable ${JSON.stringify(raw)} reads as the text ${JSON.stringify(text)}`, () => {
    assert.deepEqual(
      readWith({ X: raw }, (reader) => reader.text('X')),
      { value: text, problems: [] },
    );
  });
}

test('a variable that is not set has its default, or is undefined without one', () => {
  for (const X of [undefined, '', ' ']) {
    assert.deepEqual(
      readWith({ X }, (reader) => reader.read(LIMIT)),
      { value: 50, problems: [] },
    );
    assert.deepEqual(
      readWith({ X }, (reader) => reader.read(OPTIONAL)),
      { value: undefined, problems: [] },
    );
  }
});

test('a value is trimmed and parsed', () => {
  assert.deepEqual(
    readWith({ X: ' 42 ' }, (reader) => reader.read(LIMIT)),
    { value: 42, problems: [] },
  );
});

test('an invalid value adds a problem that quotes it, and the default is used', () => {
  assert.deepEqual(
    readWith({ X: '9' }, (reader) => reader.read(LIMIT)),
    { value: 50, problems: ['X is "9", expected an integer from 10 to 200'] },
  );
});

test('a problem quotes the value as redacted by its type', () => {
  const { problems } = readWith({ X: 'redis://:hunter2' }, (reader) => reader.valueOf('X', redisUrl));
  assert.deepEqual(problems, [
    'X is "redis://***", expected redis://[user:password@]host[:port][/db], or rediss:// for TLS',
  ]);
});

for (const { env, value, problems } of [
  { env: { X: '60' }, value: 60, problems: [] },
  { env: { X: '60', OLD_X: ' ' }, value: 60, problems: [] },
  { env: { OLD_X: '70' }, value: 50, problems: ['OLD_X is now called X: set X to "70" instead'] },
  {
    env: { X: '9', OLD_X: '70' },
    value: 50,
    problems: [
      'OLD_X is now called X: set X to "70" instead',
      'X is "9", expected an integer from 10 to 200',
    ],
  },
]) {
  test(`for a renamed setting, ${JSON.stringify(env)} adds ${problems.length} problem(s)`, () => {
    assert.deepEqual(
      readWith(env, (reader) => reader.read(RENAMED)),
      { value, problems },
    );
  });
}

test('problems are in the order in which the variables were read', () => {
  const { problems } = readWith({ A: 'x', C: 'y' }, (reader) => {
    reader.valueOf('A', RANGE);
    reader.missing('B', 'something');
    reader.valueOf('C', oneOf(['a', 'b']));
  });
  assert.deepEqual(problems, [
    'A is "x", expected an integer from 10 to 200',
    'B is not set, expected something',
    'C is "y", expected one of a, b',
  ]);
});

test('namesWith returns the set variables with the prefix, sorted', () => {
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
    readWith(env, (reader) => reader.namesWith('PRE_')),
    { value: ['PRE_', 'PRE_A', 'PRE_B'], problems: [] },
  );
});

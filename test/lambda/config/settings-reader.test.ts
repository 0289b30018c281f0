import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everywhere, UNSET } from '../../../lambda/config/setting.ts';
import { type Environment, SettingsReader } from '../../../lambda/config/settings-reader.ts';
import { integer, oneOf, redisUrl } from '../../../lambda/config/value-types.ts';

const RANGE = integer(10, 200);
const meaning = 'Only for this test.';
const LIMIT = { variable: 'X', type: RANGE, defaults: everywhere(50), meaning };
const OPTIONAL = { variable: 'X', type: RANGE, defaults: UNSET, meaning };
const RENAMED = { ...LIMIT, formerly: { key: 'oldX', variable: 'OLD_X' } };

/** What reading returns, and the problems that it adds. */
function reading<T>(env: Environment, read: (reader: SettingsReader) => T) {
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
  test(`the text of ${JSON.stringify(raw)} is ${JSON.stringify(text)}`, () => {
    assert.deepEqual(
      reading({ X: raw }, (reader) => reader.text('X')),
      { value: text, problems: [] },
    );
  });
}

test('a setting that is not set has its default, or is undefined without one', () => {
  for (const X of [undefined, '', ' ']) {
    assert.deepEqual(
      reading({ X }, (reader) => reader.read(LIMIT)),
      { value: 50, problems: [] },
    );
    assert.deepEqual(
      reading({ X }, (reader) => reader.read(OPTIONAL)),
      { value: undefined, problems: [] },
    );
  }
});

test('a value is trimmed and read', () => {
  assert.deepEqual(
    reading({ X: ' 42 ' }, (reader) => reader.read(LIMIT)),
    { value: 42, problems: [] },
  );
});

test('a wrong value is a problem that shows it, and is replaced by the default', () => {
  assert.deepEqual(
    reading({ X: '9' }, (reader) => reader.read(LIMIT)),
    { value: 50, problems: ['X is "9", expected an integer from 10 to 200'] },
  );
});

test('a problem shows only what the type lets it show', () => {
  const { problems } = reading({ X: 'redis://:hunter2' }, (reader) => reader.valueOf('X', redisUrl));
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
  test(`with ${JSON.stringify(env)}, a renamed setting has ${problems.length} problems`, () => {
    assert.deepEqual(
      reading(env, (reader) => reader.read(RENAMED)),
      { value, problems },
    );
  });
}

test('problems are kept in the order in which the variables were read', () => {
  const { problems } = reading({ A: 'x', C: 'y' }, (reader) => {
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

test('variables with a prefix are listed in order, without those that are empty', () => {
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
    { value: ['PRE_', 'PRE_A', 'PRE_B'], problems: [] },
  );
});

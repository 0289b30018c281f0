import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as v from 'valibot';
import { decimal, flag, pathSegment, present, text, textList } from '../../../lambda/actions/parameters.ts';

const ID = '0e3a5f4c-9d1b-4b7e-8a6f-2c1d3e4f5a6b';

/** The schema's output for a value, or its messages. */
function parse(schema: v.GenericSchema, value: unknown): unknown {
  const parsed = v.safeParse(schema, value, { abortPipeEarly: true });
  return parsed.success ? parsed.output : parsed.issues.map(({ message }) => message);
}

for (const [schema, name, given, expected] of [
  [decimal, 'decimal', 1.5, 1.5],
  [decimal, 'decimal', ' -2.50 ', -2.5],
  [decimal, 'decimal', '1e3', ['expected a number']],
  [decimal, 'decimal', 'one', ['expected a number']],
  [decimal, 'decimal', '', ['expected a number']],
  [decimal, 'decimal', true, ['expected a number']],
  [flag, 'flag', true, true],
  [flag, 'flag', ' FALSE ', false],
  [flag, 'flag', 'yes', ['expected true or false']],
  [flag, 'flag', 1, ['expected true or false']],
  [text, 'text', ' a*b ', 'a*b'],
  [text, 'text', 5, ['expected text']],
  [pathSegment, 'path segment', ` ${ID.toUpperCase()} `, ID],
  [pathSegment, 'path segment', 'Key/One', 'Key/One'],
  [pathSegment, 'path segment', '...', '...'],
  [pathSegment, 'path segment', '.', ['expected a value other than . and ..']],
  [pathSegment, 'path segment', ' .. ', ['expected a value other than . and ..']],
  [pathSegment, 'path segment', '\ud800', ['expected well-formed Unicode']],
  [pathSegment, 'path segment', 'x'.repeat(257), ['expected at most 256 characters']],
  [textList, 'list', `b, ,a,b,${ID.toUpperCase()}`, [ID, 'a', 'b']],
  [textList, 'list', ['B', 'b', ' '], ['B', 'b']],
  [textList, 'list', ',', []],
  [textList, 'list', 5, ['expected an array of strings or one comma-separated string']],
] as const)
  test(`the ${name} ${JSON.stringify(given).slice(0, 40)} is read as ${JSON.stringify(expected)}`, () => {
    assert.deepEqual(parse(schema, given), expected);
  });

test('a list has at most 100 different values', () => {
  const values = Array.from({ length: 101 }, (_, index) => `v${index}`);
  assert.deepEqual(parse(textList, values.slice(1)), values.slice(1).sort());
  assert.deepEqual(parse(textList, values), ['expected at most 100 values, got 101']);
});

test('options that are absent or an empty list are not sent', () => {
  assert.deepEqual(present({ a: undefined, b: null, c: [], d: 0, e: false, f: '', g: ['x'] }), {
    d: 0,
    e: false,
    f: '',
    g: ['x'],
  });
});

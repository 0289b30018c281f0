import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as v from 'valibot';
import { choice, choiceList, flag } from '../../../lambda/actions/parameters.ts';

/** The schema's output for a value, or its messages, each with the invalid value. */
function parse(schema: v.GenericSchema, value: unknown) {
  const parsed = v.safeParse(schema, value, { abortPipeEarly: true });
  return parsed.success ? parsed.output : parsed.issues.map(({ message, input }) => ({ message, input }));
}

for (const [given, parsed] of [
  [true, true],
  [false, false],
  ['true', true],
  [' FALSE ', false],
] as const) {
  test(`${JSON.stringify(given)} is read as ${parsed}`, () => {
    assert.equal(parse(flag, given), parsed);
  });
}

for (const value of [1, 0, 'yes', '1', ['true'], { true: true }]) {
  test(`${JSON.stringify(value)} is neither true nor false`, () => {
    assert.partialDeepStrictEqual(parse(flag, value), [{ message: 'expected true or false' }]);
  });
}

test('a choice is returned as it is declared, however it is written', () => {
  for (const given of ['videoComm', 'VIDEOCOMM', ' videocomm '])
    assert.equal(parse(choice(['call', 'videoComm']), given), 'videoComm');
});

for (const [given, chosen] of [
  ['b,a', ['A', 'B']],
  [' B ,, b', ['B']],
  [
    ['b', 'A'],
    ['A', 'B'],
  ],
  [',', []],
] as const) {
  test(`${JSON.stringify(given)} is the list of choices ${chosen.join(', ') || 'without any'}`, () => {
    assert.deepEqual(parse(choiceList(['B', 'A']), given), chosen);
  });
}

test('a list of choices with another value, or something else, is rejected', () => {
  for (const [given, message, input] of [
    ['a,c', 'expected A or B', 'c'],
    [5, 'expected an array of strings or one comma-separated string', 5],
    [[5], 'expected an array of strings or one comma-separated string', [5]],
  ] as const)
    assert.deepEqual(parse(choiceList(['A', 'B']), given), [{ message, input }]);
});

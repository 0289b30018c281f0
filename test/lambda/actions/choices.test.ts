import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as v from 'valibot';
import { choice, flag } from '../../../lambda/actions/parameters.ts';

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

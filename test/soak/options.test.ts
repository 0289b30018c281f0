import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../../infra/command.ts';
import { parseOptions } from './options.ts';

test('minutes are an argument or an option, and every setting has a default', () => {
  const { minutes, seed, perSecond } = Object(parseOptions([]));
  assert.deepEqual([minutes, perSecond], [1, 200]);
  assert.ok(Number.isInteger(seed));
  assert.deepEqual(parseOptions(['2', '--seed', '42', '--rate', '50']), {
    minutes: 2,
    seed: 42,
    perSecond: 50,
    schedules: undefined,
  });
  assert.deepEqual(parseOptions(['--minutes', '0.25', '--seed', '0']), {
    minutes: 0.25,
    seed: 0,
    perSecond: 200,
    schedules: undefined,
  });
  assert.equal(Object(parseOptions(['--schedules', '5000'])).schedules, 5000);
});

test('--help returns the help text', () => {
  assert.match(String(parseOptions(['--help'])), /usage: npm run soak/);
});

test('an invalid argument is rejected with a message that has its value', () => {
  const wrong: [string[], RegExp][] = [
    [['0.2'], /minutes is "0.2", expected a number from 0.25/],
    [['soon'], /minutes is "soon"/],
    [['--seed', ''], /seed is ""/],
    [['--rate', '0'], /rate is "0", expected a number from 1/],
    [['--schedules', '0'], /schedules is "0", expected a number from 1/],
    [['1', '2'], /expected minutes only, got 1 2/],
    [['--minute', '1'], /--minute/],
  ];
  for (const [args, message] of wrong)
    assert.throws(() => parseOptions(args), { name: UsageError.name, message });
});

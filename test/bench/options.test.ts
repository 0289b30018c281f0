import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../../infra/command.ts';
import { casesFor, parseOptions } from './options.ts';

const names = (wanted: string[]) =>
  casesFor([{ name: 'warm-hit-1kb' }, { name: 'warm-hit-1mb' }, { name: 'burst' }], wanted).map(
    ({ name }) => name,
  );

test('without arguments everything is measured three times and written', () => {
  assert.deepEqual(parseOptions([]), {
    action: 'measure',
    cases: [],
    runs: 3,
    writesResults: true,
  });
});

for (const [args, writesResults] of [
  ['--runs 4', true],
  ['--runs 3', true],
  ['--runs 2', false],
  ['--force', false],
  ['burst', true],
] as const)
  test(`${args} ${writesResults ? 'writes' : 'does not write'} results`, () => {
    assert.equal(parseOptions(args.split(' ')).writesResults, writesResults);
  });

for (const action of ['help', 'list', 'write-docs'] as const)
  test(`--${action} measures nothing`, () => {
    assert.equal(parseOptions([`--${action}`]).action, action);
  });

test('a case is chosen by its name or the beginning of it', () => {
  assert.deepEqual(names([]), ['warm-hit-1kb', 'warm-hit-1mb', 'burst']);
  assert.deepEqual(names(['warm']), ['warm-hit-1kb', 'warm-hit-1mb']);
  assert.deepEqual(names(['burst', 'warm-hit-1kb']), ['warm-hit-1kb', 'burst']);
});

test('an unknown case is refused with the names of all cases', () => {
  assert.throws(() => names(['cold']), /no case cold, expected one of warm-hit-1kb, warm-hit-1mb, burst/);
});

for (const args of ['--runs 0', '--runs 101', '--runs 1.5', '--runs many', '--runs', '--what'])
  test(`${args} is refused`, () => {
    assert.throws(() => parseOptions(args.split(' ')), UsageError);
  });

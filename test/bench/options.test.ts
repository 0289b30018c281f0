import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../../infra/command.ts';
import { chosen, HELP, parseOptions, withContenders } from './options.ts';

const cases = [{ name: 'warm-hit-1kb' }, { name: 'warm-hit-1mb' }, { name: 'burst' }];
const names = (wanted: string[]) => chosen(cases, wanted).map(({ name }) => name);

test('without arguments everything runs, as each case has it', () => {
  const { cases: wanted, rounds, contenders, out } = parseOptions([]);
  assert.deepEqual([wanted, rounds, contenders, out], [[], undefined, undefined, 'test/bench/results']);
});

test('a case is chosen by its name or the beginning of it', () => {
  assert.deepEqual(names([]), ['warm-hit-1kb', 'warm-hit-1mb', 'burst']);
  assert.deepEqual(names(['warm']), ['warm-hit-1kb', 'warm-hit-1mb']);
  assert.deepEqual(names(['burst', 'warm-hit-1kb']), ['warm-hit-1kb', 'burst']);
});

test('an unknown case is refused with the names that there are', () => {
  assert.throws(() => names(['cold']), /no case cold, expected one of warm-hit-1kb, warm-hit-1mb, burst/);
});

test('a part of the results is not written unless it is said where to', () => {
  for (const part of [
    ['--rounds', '3'],
    ['--contenders', 'ours'],
  ]) {
    assert.equal(parseOptions(part).out, undefined);
    assert.equal(parseOptions([...part, '--out', '/tmp/x']).out, '/tmp/x');
  }
  assert.equal(parseOptions(['burst']).out, 'test/bench/results');
  assert.match(HELP, /they are not written by default/);
});

test('a case has the wanted contenders only, and is left out when it has none of them', () => {
  const hit = { name: 'hit', contenders: ['ours', 'plain'] };
  const start = { name: 'start', contenders: ['ours', 'bare'] };
  const all = [hit, start];
  assert.deepEqual(withContenders(all, undefined), all);
  assert.deepEqual(withContenders(all, ['plain']), [{ name: 'hit', contenders: ['plain'] }]);
  assert.deepEqual(withContenders(all, ['bare', 'ours']), [{ name: 'hit', contenders: ['ours'] }, start]);
  assert.throws(() => withContenders(all, ['ours', 'what']), {
    name: 'UsageError',
    message: 'no contender what here, expected one of ours, plain, bare',
  });
});

test('contenders are a list', () => {
  assert.deepEqual(parseOptions(['--contenders', 'ours,ioredis']).contenders, ['ours', 'ioredis']);
});

for (const args of [
  ['--rounds', '0'],
  ['--rounds', '1.5'],
  ['--rounds', 'many'],
  ['--rounds'],
  ['--contenders', ','],
  ['--what'],
]) {
  test(`${args.join(' ')} is refused`, () => {
    assert.throws(() => parseOptions(args), UsageError);
  });
}

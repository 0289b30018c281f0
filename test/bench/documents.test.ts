import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withTables } from './documents.ts';
import { type CaseResult, resultOf } from './results.ts';
import { numberText } from './tables.ts';

const machine = {
  cpu: 'Some CPU',
  cores: 2,
  memoryGb: 8,
  node: 'v24.0.0',
  redis: '7.0.0',
  load: 0.1,
  date: '2026-11-23T10:15:30.000Z',
  commit: 'abc1234',
};
const benchCase = {
  name: 'warm-hit',
  title: 'Warm hit',
  method: '',
  figures: [
    { key: 'hitMs', label: 'hit', unit: 'ms', summary: 'a warm hit' },
    { key: 'calls', label: 'calls', unit: '' },
  ],
  contenders: ['ours', 'plain'],
  rounds: 1,
  order: 'in-sequence',
  open: () => assert.fail('not opened'),
} as const;
const run = (hitMs: number) => [
  { contender: 'ours', settings: 'as deployed', medians: { hitMs } },
  { contender: 'plain', settings: 'by hand', medians: { hitMs: 2 * hitMs, calls: 1 } },
];
const warmHit = resultOf(benchCase, [run(50), run(40), run(60.5)], machine);
const textBetweenMarkers = (names: string, results: readonly CaseResult[]) =>
  withTables(`before\n<!-- benchmark:start${names} -->\nold\n<!-- benchmark:end -->\nafter\n`, results)
    .split('\n\n')
    .slice(1, -1);

test('the summary has a row for each figure with a name, the median and range of this cache beside the others', () => {
  const [table, source] = textBetweenMarkers('', [warmHit]);
  assert.deepEqual(table?.split('\n'), [
    '|  | this cache | others |',
    '| --- | --: | --- |',
    '| a warm hit | 50 ms (40–60.5) | plain 100 ms (80–121) |',
  ]);
  assert.match(
    String(source),
    /^Medians of 3 runs \(lowest–highest\): Some CPU, .*; load 0\.10 at the start; /,
  );
  assert.match(String(source), /2026-11-23, commit abc1234\.$/);
});

test('a marker that names cases has their tables, with a dash for each missing figure', () => {
  const [title, table] = textBetweenMarkers(' warm-hit', [warmHit, { ...warmHit, case: 'other' }]);
  assert.equal(title, '**Warm hit**');
  assert.deepEqual(table?.split('\n').slice(2), [
    '| ours | 50 ms (40–60.5) | – |',
    '| plain | 100 ms (80–121) | 1 |',
  ]);
});

test('different loads and commits are all listed', () => {
  const later = { ...warmHit, machine: { ...machine, load: 0.9, commit: 'def5678' } };
  const [, source] = textBetweenMarkers('', [warmHit, later]);
  assert.match(String(source), /load 0\.10–0\.90 at the start; 2026-11-23, commit abc1234, def5678\.$/);
});

test('a case without results has a sentence instead of a table', () => {
  assert.deepEqual(textBetweenMarkers(' cold-start', [warmHit]), ['Nothing has been measured yet.']);
});

test('text outside the markers is unchanged, and a document without markers is rejected', () => {
  assert.match(
    withTables('before\n<!-- benchmark:start -->\n<!-- benchmark:end -->\nafter\n', []),
    /^before\n<!-- benchmark:start -->\n[\s\S]*<!-- benchmark:end -->\nafter\n$/,
  );
  assert.throws(() => withTables('no markers', []), /no benchmark:start/);
});

for (const [value, text] of [
  [0, '0'],
  [0.002_13, '0.0021'],
  [0.2345, '0.23'],
  [12.345, '12.3'],
  [100.4, '100'],
  [12_345.6, '12,346'],
  [16, '16'],
] as const)
  test(`${value} is written as ${text}`, () => {
    assert.equal(numberText(value), text);
  });

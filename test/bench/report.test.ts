import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { chartOf } from './chart.ts';
import type { CaseResult } from './measurement.ts';
import { writeResult } from './results.ts';
import { markdownOf, numberText, plainTableOf } from './table.ts';

const machine = {
  cpu: 'Some CPU',
  cores: 2,
  memoryGb: 8,
  kernel: '6.1.0',
  node: 'v24.0.0',
  redis: '7.0.0',
  load: 0.1,
  date: '2026-11-23T10:15:30.000Z',
  commit: 'abc1234',
};
const result: CaseResult = {
  case: 'hit',
  title: 'A hit <fast>',
  method: 'It is measured.',
  figures: [
    { key: 'us', label: 'a hit', unit: 'µs' },
    { key: 'calls', label: 'calls', unit: '' },
  ],
  reference: 'plain',
  zero: undefined,
  machine,
  rows: [
    {
      contender: 'ours',
      settings: 'as it is',
      figures: { us: { median: 50, p25: 40, p75: 60.5, samples: 3 } },
    },
    {
      contender: 'plain',
      settings: 'by hand',
      figures: {
        us: { median: 100, p25: 100, p75: 100, samples: 3 },
        calls: { median: 1, p25: 1, p75: 1, samples: 1 },
      },
    },
    { contender: 'other', settings: '', figures: {}, failure: 'it hung\n  at line 1' },
  ],
};

test('the table has medians, quartiles where they differ, and ratios to the reference', () => {
  const markdown = markdownOf(result);
  assert.match(markdown, /^\| {2}\| a hit \| ratio \| calls \| ratio \|$/m);
  assert.match(markdown, /^\| ours \| 50 µs \(40–60\.5\) \| 0\.50 \| – \| {2}\|$/m);
  assert.match(markdown, /^\| plain \| 100 µs \| 1\.00 \| 1 \| 1\.00 \|$/m);
});

test('where a contender counts as 0, ratios are taken from there', () => {
  const least = {
    contender: 'least',
    settings: '',
    figures: { us: { median: 20, p25: 20, p75: 20, samples: 3 } },
  };
  const markdown = markdownOf({ ...result, zero: 'least', rows: [...result.rows, least] });
  assert.match(markdown, /^\| least \| 20 µs \| 0\.00 \|/m);
  assert.match(markdown, /^\| ours \| 50 µs \(40–60\.5\) \| 0\.38 \|/m);
  assert.match(markdown, /^\| plain \| 100 µs \| 1\.00 \|/m);
});

test('a ratio that is next to 0 has no sign', () => {
  const [ours, plain] = result.rows;
  assert.ok(ours && plain);
  const least = {
    ...ours,
    contender: 'least',
    figures: { us: { median: 50.1, p25: 50, p75: 51, samples: 3 } },
  };
  assert.match(
    markdownOf({ ...result, zero: 'least', rows: [ours, plain, least] }),
    /^\| ours \|[^|]+\| 0\.00 \|/m,
  );
});

test('the settings stand beside the figures, and a failure says why, in one line', () => {
  const markdown = markdownOf(result);
  assert.match(markdown, /^- \*\*ours\*\*: as it is$/m);
  assert.match(markdown, /^\| other \| failed \| {2}\| failed \| {2}\|$/m);
  assert.match(markdown, /^- \*\*other\*\*: failed: it hung$/m);
});

test('without a reference there is no ratio', () => {
  assert.doesNotMatch(markdownOf({ ...result, reference: undefined }), /ratio/);
});

test('the columns of a plain table are of equal width', () => {
  const widths = plainTableOf(result)
    .split('\n')
    .map((line) => line.length);
  assert.deepEqual(new Set(widths).size, 1);
});

test('the chart has a bar for each contender that was measured, to scale, and escapes what it is given', () => {
  const svg = chartOf([result]);
  const widths = [...svg.matchAll(/<rect class="bar[^>]* width="([\d.]+)"/g)].map(([, width]) =>
    Number(width),
  );
  assert.equal(widths.length, 2);
  assert.ok(Math.abs((widths[1] ?? 0) / (widths[0] ?? 1) - 2) < 0.01, `${widths}`);
  assert.match(svg, /A hit &lt;fast>/);
  assert.match(svg, />failed</);
  assert.equal(svg.match(/<g /g)?.length, svg.match(/<\/g>/g)?.length);
});

test('a chart of nothing is an empty one', () => {
  assert.match(chartOf([]), /^<svg [^>]*>/);
});

for (const [value, text] of [
  [0, '0'],
  [0.2345, '0.23'],
  [12.345, '12.3'],
  [100.4, '100'],
  [12_345.6, '12,346'],
  [16, '16'],
] as const) {
  test(`${value} is written as ${text}`, () => {
    assert.equal(numberText(value), text);
  });
}

test('a folder of results has the JSON of each case, all tables and two charts, in the order of the cases', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'results-'));
  t.after(() => rm(folder, { recursive: true }));
  const cold = { ...result, case: 'cold-start', title: 'A start' };
  await writeResult(folder, result, ['cold-start', 'hit']);
  await writeResult(folder, cold, ['cold-start', 'hit']);
  const files = await readdir(folder);
  assert.deepEqual(files.sort(), ['README.md', 'chart.svg', 'cold-start.json', 'hit.json', 'overview.svg']);
  const text = (name: string) => readFile(join(folder, name), 'utf8');
  assert.equal(await text('hit.json'), `${JSON.stringify(result, null, 2)}\n`);
  assert.match(await text('README.md'), /^## A start$.*^## A hit <fast>$.*commit abc1234\.\n$/ms);
  assert.match(await text('README.md'), /^Measured 3 times: Some CPU, 2 cores/m);
  assert.match(await text('chart.svg'), /A start.*A hit &lt;fast>/s);
  assert.doesNotMatch(await text('overview.svg'), /A hit/);
});

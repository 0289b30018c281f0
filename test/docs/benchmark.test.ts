import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { benchCases } from '../bench/cases/index.ts';
import { type CaseResult, ratioIn } from '../bench/measurement.ts';
import { documentOf } from '../bench/results.ts';
import { numberText } from '../bench/table.ts';
import { readDocument, tableOf } from '../support/markdown.ts';

const FOLDER = 'test/bench/results';
const resultOf = (name: string): CaseResult => JSON.parse(readDocument(`${FOLDER}/${name}.json`));

function rowOf(name: string, contender: string) {
  return resultOf(name).rows.find((row) => row.contender === contender) ?? assert.fail(contender);
}

function medianOf(name: string, figure: string, contender = 'ours'): string {
  const summary = rowOf(name, contender).figures[figure] ?? assert.fail(`${name} has no ${figure}`);
  return numberText(summary.median);
}

function ratioOf(name: string, figure: string): string {
  return ratioIn(resultOf(name), figure)?.(rowOf(name, 'ours'))?.toFixed(2) ?? assert.fail(name);
}

/** From the least to the most that the others' medians are. */
function othersIn(name: string, figure: string): string {
  const medians = resultOf(name)
    .rows.filter(({ contender }) => contender !== 'ours')
    .map(({ figures }) => figures[figure]?.median ?? Number.NaN);
  return [...new Set([Math.min(...medians), Math.max(...medians)])].join(' to ');
}

describe('the results of the benchmark', () => {
  test('are there for every case, and of no other', () => {
    const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
    assert.deepEqual(files.sort(), benchCases.map(({ name }) => `${name}.json`).sort());
  });

  test('are in the page beside them as they are in the JSON', () => {
    assert.equal(
      readDocument(`${FOLDER}/README.md`),
      documentOf(benchCases.map(({ name }) => resultOf(name))),
    );
  });

  test('are what the README says', () => {
    const [cold, answered, tls, ...rows] = tableOf(readDocument('README.md'), '| | compared with | here |');
    const [small, large, burst, failing, bytes, limited] = rows;
    assert.equal(cold?.[2], ratioOf('cold-start', 'pollMs'));
    assert.equal(answered?.[2], ratioOf('cold-start', 'answerMs'));
    assert.equal(
      tls?.[2],
      `${ratioOf('cold-start-tls', 'pollMs')}, ${ratioOf('cold-start-tls', 'answerMs')}`,
    );
    assert.equal(small?.[2], ratioOf('warm-hit-10kb', 'hitUs'));
    assert.equal(large?.[2], ratioOf('warm-hit-1mb', 'hitUs'));
    assert.equal(burst?.[1], `each cache library: ${othersIn('cold-key-burst', 'calls')}`);
    assert.equal(burst?.[2], medianOf('cold-key-burst', 'calls'));
    assert.equal(failing?.[1], `the libraries: ${othersIn('failing-upstream', 'calls')}`);
    assert.equal(failing?.[2], medianOf('failing-upstream', 'calls'));
    assert.equal(bytes?.[2], ratioOf('bytes-stored', 'bytes'));
    const refused = (contender: string) => `${medianOf('rate-limited-upstream', 'errors', contender)} %`;
    assert.equal(limited?.[1], `without a cache ${refused('no-cache')} are refused`);
    const p99 = `99th percentile of hits ${medianOf('rate-limited-upstream', 'p99HitMs')} ms`;
    assert.equal(limited?.[2], `${refused('ours')}; ${p99}`);
  });
});

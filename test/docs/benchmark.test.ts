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

function medianOf(name: string, figure: string, contender = 'ours'): number {
  return rowOf(name, contender).figures[figure]?.median ?? assert.fail(`${name} has no ${figure}`);
}

function textOf(name: string, figure: string, contender?: string): string {
  return numberText(medianOf(name, figure, contender));
}

function ratioOf(name: string, figure: string, contender = 'ours'): string {
  return ratioIn(resultOf(name), figure)?.(rowOf(name, contender))?.toFixed(2) ?? assert.fail(name);
}

/** From the least to the most that the others have, with the name of who has the least alone. */
function othersIn(name: string, figure: string): string {
  const others = resultOf(name).rows.filter(({ contender }) => contender !== 'ours');
  const medians = others.map(({ contender }) => medianOf(name, figure, contender));
  const [least, most] = [Math.min(...medians), Math.max(...medians)];
  if (least === most) return String(least);
  const [first, second] = others.filter((_, index) => medians[index] === least);
  return `${least}${second === undefined ? ` (${first?.contender})` : ''} to ${most}`;
}

/** How many requests of the busy contact centre are refused, and how slow the slowest hits of the others are. */
function limited(contender: string): { refused: string; p99: string } {
  const refused = `${textOf('rate-limited-upstream', 'errors', contender)} %`;
  if (contender === 'no-cache') return { refused, p99: '' };
  const p99 = `99th percentile of hits ${textOf('rate-limited-upstream', 'p99HitMs', contender)} ms`;
  return { refused, p99 };
}

const starts = (name: string) => `${ratioOf(name, 'pollMs')}, ${ratioOf(name, 'answerMs')}`;
const hit = (size: string) => ratioOf(`warm-hit-${size}`, 'hitUs');
const [busy, byHand] = [limited('ours'), limited('ioredis')];

/** The README's rows: what each is about, as the case says, then its last two cells. */
const ROWS = [
  [
    'cold-start-tls',
    /first poll for work, and to its first answer, a hit/,
    'a handler that does nothing is 0, a plain port of the tutorial to Lambda 1',
    starts('cold-start-tls'),
  ],
  ['cold-start', /./, 'the same', starts('cold-start')],
  ['warm-hit-1kb', /./, '`GET` and `JSON.parse` by hand, and nothing else: 1', hit('1kb')],
  ['warm-hit-10kb', /./, 'the same', `${hit('10kb')}, ${hit('64kb')}, ${hit('1mb')}`],
  [
    'miss-and-store',
    /takes a lease, counts the call against the rate limit/,
    '`GET`, load and `SET` by hand, with time-outs: 1',
    ratioOf('miss-and-store', 'missUs'),
  ],
  [
    'cold-key-burst',
    /^16 warm processes/,
    `each of the others: ${othersIn('cold-key-burst', 'calls')}`,
    textOf('cold-key-burst', 'calls'),
  ],
  [
    'failing-upstream',
    /4 processes ask for it every 200 ms for 5 s/,
    `the others: ${othersIn('failing-upstream', 'calls')}`,
    textOf('failing-upstream', 'calls'),
  ],
  ['bytes-stored', /queues are the simulator's/, 'JSON: 1', ratioOf('bytes-stored', 'bytes')],
  [
    'rate-limited-upstream',
    /2500 a minute for 60 s over 50 keys.*more than 300 calls a minute/,
    `refused without a cache ${limited('no-cache').refused}; by hand with ioredis ${byHand.refused}, ${byHand.p99}`,
    `refused ${busy.refused}, ${busy.p99}`,
  ],
] as const;

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
    const rows = tableOf(readDocument('README.md'), '| | compared with | here |');
    assert.deepEqual(
      rows.map(([, compared, here]) => [compared, here]),
      ROWS.map(([, , compared, here]) => [compared, here]),
    );
    for (const [name, about] of ROWS) assert.match(resultOf(name).method, about);
  });

  test('of warm hits are compared with nothing but GET and JSON.parse, in the README', () => {
    for (const size of ['1kb', '10kb', '64kb', '1mb']) {
      const { reference = '' } = resultOf(`warm-hit-${size}`);
      assert.match(rowOf(`warm-hit-${size}`, reference).settings, /^GET and JSON\.parse, and nothing else/);
    }
  });

  test('are what docs/cold-start.md says', () => {
    const text = readDocument('docs/cold-start.md').replaceAll(/\s+/g, ' ');
    const tricks = (contender: string) => ratioOf('cold-start-tricks', 'pollMs', contender);
    for (const sentence of [
      `${ratioOf('cold-start-tls', 'pollMs')} to the first poll and ${ratioOf('cold-start-tls', 'answerMs')} to the first hit with Redis over TLS, ${ratioOf('cold-start', 'pollMs')} and ${ratioOf('cold-start', 'answerMs')} without`,
      `${tricks('compile cache (not kept)')} instead of ${tricks('ours')}`,
    ])
      assert.ok(text.includes(sentence), sentence);
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { benchCases } from '../bench/cases/index.ts';
import { outdatedDocuments } from '../bench/documents.ts';
import { readResults, resultFiles } from '../bench/results.ts';

describe('the results of the benchmark', () => {
  test('belong to cases that exist', () => {
    const names = new Set(benchCases.map(({ name }) => `${name}.json`));
    assert.deepEqual(
      resultFiles().filter((file) => !names.has(file)),
      [],
    );
  });

  test('are what the documents show (npm run bench -- --write-docs writes them)', () => {
    assert.deepEqual(
      outdatedDocuments(readResults(benchCases)).map(([path]) => path),
      [],
    );
  });
});

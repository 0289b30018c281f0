import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { benchCases } from '../bench/cases/index.ts';
import { outdatedDocuments } from '../bench/documents.ts';
import { readResults, resultFiles } from '../bench/results.ts';

describe('the results of the benchmark', () => {
  test('exist only for current cases', () => {
    const names = new Set(benchCases.map(({ name }) => `${name}.json`));
    assert.deepEqual(
      resultFiles().filter((file) => !names.has(file)),
      [],
    );
  });

  test('match the tables in the documents (to update them: npm run bench -- --write-docs)', () => {
    assert.deepEqual(
      outdatedDocuments(readResults(benchCases)).map(([path]) => path),
      [],
    );
  });
});

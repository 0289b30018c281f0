import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { faultsPage, PAGE } from '../support/faults/page.ts';
import { FAULT_TABLES } from '../support/faults/tables.ts';

test('docs/faults.md is what npm run docs:faults writes', () => {
  assert.equal(readFileSync(PAGE, 'utf8'), faultsPage(FAULT_TABLES));
});

test('every cell of docs/faults.md says what the flow gets', () => {
  const cells = faultsPage(FAULT_TABLES)
    .split('\n')
    .filter((line) => /^\| \*\*[^|]*\*\*: .* \| .* \| .* \|$/.test(line))
    .flatMap((line) => line.split(' | ').slice(1, 4));
  const said = cells.filter((cell) => /^(new|stored|stale) answer|^error `\w+` \(\d{3}\)/.test(cell));
  assert.ok(said.length >= 4 * 11 * 3, `${said.length} cells`);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultsPage } from './page.ts';
import { FAULT_TABLES } from './tables.ts';

test('every cell of the page of faults says what the flow gets', () => {
  const cells = faultsPage(FAULT_TABLES)
    .split('\n')
    .filter((line) => /^\| \*\*[^|]*\*\*: .* \| .* \| .* \|$/.test(line))
    .flatMap((line) => line.split(' | ').slice(1, 4));
  const said = cells.filter((cell) => /^(new|fresh|stale) response|^error `\w+` \(\d{3}\)/.test(cell));
  assert.ok(said.length >= 4 * 11 * 3, `${said.length} cells`);
});

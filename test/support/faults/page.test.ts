import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultsPage } from './page.ts';
import { FAULT_TABLES } from './tables.ts';

test('every cell of docs/faults.md names the response that the flow gets', () => {
  const cells = faultsPage(FAULT_TABLES)
    .split('\n')
    .filter((line) => /^\| \*\*[^|]*\*\*: .* \| .* \| .* \|$/.test(line))
    .flatMap((line) => line.split(' | ').slice(1, 4));
  const responses = cells.filter((cell) => /^(new|fresh|stale) response|^error `\w+` \(\d{3}\)/.test(cell));
  assert.ok(responses.length >= 4 * 11 * 3, `${responses.length} cells`);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultsPage } from './page.ts';
import { FAULT_TABLES } from './tables.ts';

test('every cell of the faults page says what the flow receives', () => {
  const cells = faultsPage(FAULT_TABLES)
    .split('\n')
    .filter((line) => /^\| \*\*[^|]*\*\*: .* \| .* \| .* \|$/.test(line))
    .flatMap((line) => line.split(' | ').slice(1, 4));
  const known = cells.filter((cell) =>
    /^(hit|fetched|bypass|stale \(`\w+`\))|^error `\w+` \(\d{3}\)/.test(cell),
  );
  assert.ok(known.length >= 4 * 11 * 3, `${known.length} cells`);
});

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

test('stale + hang, trickle, hung login or Secrets Manager: 1 s or less in docs/faults.md', () => {
  const page = faultsPage(FAULT_TABLES);
  const cases = [
    ['Genesys API', 'hang'],
    ['Genesys API', 'trickle'],
    ['Genesys login', 'hang'],
    ['Secrets Manager', 'hang'],
  ] as const;
  for (const [dependency, fault] of cases) {
    const section =
      page.split('\n## ').find((text) => text.startsWith(dependency)) ?? assert.fail(dependency);
    const row = section.split('\n').find((line) => line.startsWith(`| **${fault}**`)) ?? assert.fail(fault);
    const [, waitedSeconds] = /stale response \(`deadline_exceeded`\), after ([\d.]+) s \|$/.exec(row) ?? [];
    assert.ok(Number(waitedSeconds) <= 1, row);
  }
});

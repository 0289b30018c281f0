import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { requireFree } from '../../../infra/new-action/files.ts';
import { constantOf } from '../../../infra/new-action/name.ts';

const ROOT = path.join(import.meta.dirname, '../../..');

const NOT_A_NAME =
  /^the name is .*, expected lower-case words joined by hyphens, such as agent-skills, [^\n]+$/;
const IN_USE = /^the name is .*, expected a name that is neither reserved nor already used in its files$/;

describe('the name of a new data action', () => {
  for (const [names, message] of [
    [
      ['Queue', 'queue_time', 'a--b', '-a-', 'a-', 'queue2', '../x', 'a/b', '', 'ü', 'x'.repeat(41)],
      NOT_A_NAME,
    ],
    [
      ['class', 'define-data-action', 'data', 'sent', 'send', 'test', 'problems-of', 'eval', 'global-this'],
      IN_USE,
    ],
  ] as const)
    for (const name of names)
      test(`cannot be ${JSON.stringify(name)}`, () => {
        assert.throws(() => constantOf(name), { name: 'UsageError', message });
      });

  for (const name of ['queues', 'parameters', 'catalog'])
    test(`cannot be ${name}, which is taken`, async () => {
      const message = `${name} is taken: lambda/actions/${name}.ts already exists`;
      await assert.rejects(requireFree(ROOT, { name }), { name: 'UsageError', message });
    });
});

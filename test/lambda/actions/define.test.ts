import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as v from 'valibot';
import { defineDataAction } from '../../../lambda/actions/define.ts';

/** A data action that counts how often its schema checks a body. */
function createSubject(toData?: (body: { name: string }) => unknown) {
  const counts = { checks: 0 };
  const isCounted = () => {
    counts.checks += 1;
    return true;
  };
  const action = defineDataAction({
    name: 'subject',
    group: 'configuration',
    version: 1,
    summary: 'Counts.',
    permission: undefined,
    invalidatedBy: [],
    parameters: {},
    inputs: {},
    outputs: {},
    operations: () => [],
    send: async () => undefined,
    body: v.pipe(v.looseObject({ name: v.nullish(v.string(), 'none') }), v.check(isCounted)),
    ...(toData && { toData }),
  });
  return { read: action.parse({}).call.read, counts };
}

test('a data action without toData validates a body once and stores it unchanged', () => {
  const { read, counts } = createSubject();
  const body = { name: null, more: 1 };
  assert.equal(read(body)?.(0), body);
  assert.equal(counts.checks, 1);
});

test('a data action with toData parses a body only once', () => {
  const { read, counts } = createSubject(({ name }) => ({ named: name }));
  const toData = read({ name: null });
  assert.deepEqual([toData?.(0), toData?.(1)], [{ named: 'none' }, { named: 'none' }]);
  assert.equal(counts.checks, 1);
});

for (const toData of [undefined, () => ({})])
  test(`a body of an unknown shape is rejected ${toData ? 'with' : 'without'} toData`, () => {
    assert.equal(createSubject(toData).read({ name: 7 }), undefined);
  });

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataActions } from '../../../lambda/actions/index.ts';

test('the data actions are these', () => {
  assert.deepEqual([...dataActions.keys()], ['queues']);
});

for (const [name, action] of dataActions) {
  test(`${name} is found under its own name, which fits into a path and a Redis hash tag`, () => {
    assert.equal(action.name, name);
    assert.match(name, /^[a-z]+(-[a-z]+)*$/);
  });

  test(`${name} has a version, needs a permission and can be asked without parameters`, () => {
    assert(Number.isSafeInteger(action.version) && action.version >= 1);
    assert.match(action.ask({}).call.permission, /^[a-zA-Z]+:[a-zA-Z]+:[a-zA-Z]+$/);
  });
}

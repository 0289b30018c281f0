import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataActions } from '../../../lambda/actions/catalog.ts';
import { jitteredLifetimeMs } from '../../../lambda/cache/freshness.ts';
import { maxTtlSeconds, ttlVariable } from '../../../lambda/config/lifetime.ts';
import { exampleOf } from '../../support/actions.ts';

test('every data action has a different TTL variable', () => {
  assert.ok(dataActions.size >= 5);
  assert.equal(new Set(Array.from(dataActions.keys(), ttlVariable)).size, dataActions.size);
});

for (const [name, action] of dataActions) {
  test(`${name} is registered under its own name, which is valid in a path and a Redis hash tag`, () => {
    assert.equal(action.name, name);
    assert.match(name, /^[a-z]+(-[a-z]+)*$/);
  });

  test(`${name} has a version, a summary and a valid permission, if any`, () => {
    assert(Number.isSafeInteger(action.version) && action.version >= 1);
    assert.match(action.summary, /^[A-Z].+\.$/);
    assert.match(action.permission ?? 'a:b:c', /^[a-zA-Z]+:[a-zA-Z]+:[a-zA-Z]+$/);
    assert.doesNotMatch(JSON.stringify(action), /TODO/);
  });

  test(`${name} accepts the examples of its inputs, with the same result each time`, () => {
    const request = action.parse(exampleOf(action));
    assert.deepEqual(request.input, action.parse(exampleOf(action)).input);
    assert.equal(request.call.permission, action.permission);
    assert.ok(request.call.operations.length >= 1);
    for (const { entityType, ids } of request.invalidatedBy) {
      assert.match(entityType, /^[A-Z][A-Za-z]+$/);
      assert.ok(ids === 'any' || ids.length > 0);
    }
  });

  test(`${name} has a TTL from 1 s to 1 day that stays below its max age even with jitter`, () => {
    const { ttlSeconds = 300, maxAgeSeconds = Infinity } = action;
    assert.ok(ttlSeconds >= 1 && ttlSeconds <= maxTtlSeconds(action));
    assert.ok(jitteredLifetimeMs(maxTtlSeconds(action), 1) <= maxAgeSeconds * 1000);
  });
}

for (const live of ['queue-wait-time', 'queue-observations', 'user-status']) {
  test(`${live} has a max age of 60 s`, () => {
    assert.equal(dataActions.get(live)?.maxAgeSeconds, 60);
  });
}

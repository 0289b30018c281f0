import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataActions } from '../../../lambda/actions/catalog.ts';
import { jitteredLifetimeMs } from '../../../lambda/cache/freshness.ts';
import { maxTtlSeconds } from '../../../lambda/config/lifetime.ts';
import { ttlVariable } from '../../../lambda/config/ttl-by-action.ts';
import { exampleOf } from '../../support/actions.ts';

test('data actions are listed under different names', () => {
  assert.ok(dataActions.size >= 5);
  assert.equal(new Set(Array.from(dataActions.keys(), ttlVariable)).size, dataActions.size);
});

for (const [name, action] of dataActions) {
  test(`${name} is found under its own name, which fits into a path and a Redis hash tag`, () => {
    assert.equal(action.name, name);
    assert.match(name, /^[a-z]+(-[a-z]+)*$/);
  });

  test(`${name} has a version, a summary and, if any, a permission`, () => {
    assert(Number.isSafeInteger(action.version) && action.version >= 1);
    assert.match(action.summary, /^[A-Z].+\.$/);
    assert.match(action.permission ?? 'a:b:c', /^[a-zA-Z]+:[a-zA-Z]+:[a-zA-Z]+$/);
    assert.doesNotMatch(JSON.stringify(action), /TODO/);
  });

  test(`${name} can be asked with its examples, any number of times`, () => {
    const asked = action.parse(exampleOf(action));
    assert.deepEqual(asked.input, action.parse(exampleOf(action)).input);
    assert.equal(asked.call.permission, action.permission);
    assert.ok(asked.call.requests >= 1);
    for (const { entityType, ids } of asked.invalidatedBy) {
      assert.match(entityType, /^[A-Z][A-Za-z]+$/);
      assert.ok(ids === 'any' || ids.length > 0);
    }
  });

  test(`${name} is fresh for 1 s to a day, and even with jitter not beyond its greatest age`, () => {
    const { ttlSeconds = 300, maxAgeSeconds = Infinity } = action;
    assert.ok(ttlSeconds >= 1 && ttlSeconds <= maxTtlSeconds(action));
    assert.ok(jitteredLifetimeMs(maxTtlSeconds(action), 1) <= maxAgeSeconds * 1000);
  });
}

for (const live of ['queue-wait-time', 'queue-observations', 'user-status']) {
  test(`${live} is never given once it is 60 s old`, () => {
    assert.equal(dataActions.get(live)?.maxAgeSeconds, 60);
  });
}

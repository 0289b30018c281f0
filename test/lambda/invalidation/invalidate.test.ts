import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataActions } from '../../../lambda/actions/catalog.ts';
import { createMemoryStore } from '../../../lambda/cache/memory-store.ts';
import { type CacheStore, StoreCircuitOpen, StoreUnavailable } from '../../../lambda/cache/store.ts';
import { DataActionError } from '../../../lambda/errors.ts';
import { createInvalidate } from '../../../lambda/invalidation/invalidate.ts';
import { withDeadline } from '../../../lambda/runtime/deadline.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { OF_QUEUES } from '../../support/invalidation.ts';
import { NEVER, versionsOf } from '../../support/stored.ts';

const QUEUE = { entityType: 'Queue', entityId: 'a' } as const;
const down = new StoreUnavailable('Redis did not reply within 250 ms');

/** Sets up a store in which invalidating the tags of some data actions fails. */
function setUp(failing: (action: string) => Error | boolean = () => false) {
  const clock = createFakeClock();
  const store = createMemoryStore({ maxEntries: 100, maxBytes: 1000, maxKeptMs: 86_400_000 }, clock);
  const invalidated: string[] = [];
  const faulty: CacheStore = {
    ...store,
    invalidateTags: async (tags, signal) => {
      const action = /\{(.+)\}/.exec(tags[0] ?? '')?.[1] ?? '';
      const failure = failing(action);
      if (failure) throw failure === true ? down : failure;
      invalidated.push(action);
      await store.invalidateTags(tags, signal);
    },
  };
  const invalidate = createInvalidate({ actions: dataActions, store: faulty, clock });
  const invalidateWithin = (change: Parameters<typeof invalidate>[0], timeoutMs = 10_000) =>
    withDeadline(timeoutMs, clock, (deadline) => invalidate(change, deadline));
  return { clock, store, invalidated, invalidateWithin };
}

for (const [change, affected] of [
  [{ action: 'queue' }, ['queue']],
  [{ action: 'user-status' }, ['user-status']],
  [QUEUE, OF_QUEUES],
  [{ entityType: 'UserPresence', entityId: 'a' }, ['user-status']],
  [{ entityType: 'User', entityId: 'a' }, ['user']],
  [{ entityType: 'EmergencyGroup', entityId: 'a' }, ['emergency-group']],
  [{ entityType: 'QUEUE', entityId: 'a' }, OF_QUEUES],
  [{ entityType: 'queue', entityId: 'a' }, OF_QUEUES],
  [{ entityType: 'Queues', entityId: 'a' }, []],
  [{ entityType: 'Schedule', entityId: 'a' }, ['schedule-group']],
  [{ entityType: 'ScheduleGroup', entityId: 'a' }, ['schedule-group']],
  [{ entityType: 'Row', entityId: '' }, ['data-table-row']],
  [{ entityType: 'Schema', entityId: 'a' }, ['data-table-row']],
  [{ action: 'external-contact' }, ['external-contact']],
  [{ entityType: 'WrapupCode', entityId: 'a' }, []],
  [{ action: 'no-such-action' }, []],
] as const) {
  test(`${JSON.stringify(change)} invalidates ${affected.join(', ') || 'nothing'}`, async () => {
    const { invalidateWithin, invalidated } = setUp();
    assert.deepEqual(await invalidateWithin(change), affected);
    assert.deepEqual(invalidated, affected);
  });
}

for (const entityType of ['Queue', 'queue', 'QUEUE'])
  test(`the tags of a change of ${entityType} have other versions afterwards`, async () => {
    const { invalidateWithin, store } = setUp();
    const tags = ['dataaction:invalidated:{queue}:Queue:a', 'dataaction:invalidated:{queue}:Queue'];
    const before = await versionsOf(store, tags);
    await invalidateWithin({ ...QUEUE, entityType });
    const { versions } = await store.get('key', tags, NEVER);
    for (const [index, version] of versions.entries()) assert.notDeepEqual(version, before[index]);
  });

test('when Redis is down for a while, invalidation is retried until it succeeds', async () => {
  let isDown = true;
  const { invalidateWithin, invalidated, clock } = setUp(() => isDown);
  const done = invalidateWithin(QUEUE);
  await clock.advance(3000);
  assert.deepEqual(invalidated, []);
  isDown = false;
  await clock.advance(500);
  assert.deepEqual(await done, OF_QUEUES);
  assert.equal(clock.pendingTimers, 0);
});

test('when Redis stays down, invalidation fails before the deadline and leaves no timer', async () => {
  const { invalidateWithin, clock } = setUp(() => true);
  const done = invalidateWithin(QUEUE);
  done.catch(() => undefined);
  await clock.advance(9_500);
  await assert.rejects(
    done,
    (error) => error instanceof DataActionError && error.code === 'cache_unavailable' && error.cause === down,
  );
  assert.equal(clock.pendingTimers, 0);
});

test("the cause of the failure is Redis' own error, even if the circuit breaker skipped the last attempt", async () => {
  const skipped = new StoreCircuitOpen('Redis was skipped');
  for (const [first, cause] of [
    [down, down],
    [skipped, skipped],
  ]) {
    const failures = OF_QUEUES.map(() => first);
    const { invalidateWithin, clock } = setUp(() => failures.pop() ?? skipped);
    const done = invalidateWithin(QUEUE);
    done.catch(() => undefined);
    await clock.advance(9_500);
    await assert.rejects(
      done,
      (error) =>
        error instanceof DataActionError && error.code === 'cache_unavailable' && error.cause === cause,
    );
  }
});

test('when one data action cannot be invalidated, the others are, and the call fails', async () => {
  const { invalidateWithin, invalidated, clock } = setUp((action) => action === 'queue');
  const done = invalidateWithin(QUEUE, 1000);
  done.catch(() => undefined);
  await clock.advance(1000);
  await assert.rejects(done, { code: 'cache_unavailable' });
  assert.deepEqual(
    invalidated,
    OF_QUEUES.filter((name) => name !== 'queue'),
  );
});

test('a deadline that passes during invalidation is reported as deadline_exceeded', async () => {
  const { clock } = setUp();
  const store = createMemoryStore({ maxEntries: 1, maxBytes: 1, maxKeptMs: 86_400_000 }, clock);
  const hanging = { ...store, invalidateTags: () => new Promise<never>(() => undefined) };
  const invalidate = createInvalidate({ actions: dataActions, store: hanging, clock });
  const done = withDeadline(100, clock, (deadline) => invalidate(QUEUE, deadline));
  done.catch(() => undefined);
  await clock.advance(100);
  await assert.rejects(done, { code: 'deadline_exceeded' });
});

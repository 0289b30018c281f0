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
import { NEVER } from '../../support/stored.ts';

const QUEUE = { entityType: 'Queue', entityId: 'a' } as const;
const down = new StoreUnavailable('Redis gave no answer within 250 ms');

/** Invalidates on a store whose marks fail as told, by the data action they belong to. */
function scene(failing: (action: string) => Error | boolean = () => false) {
  const clock = createFakeClock();
  const store = createMemoryStore({ maxEntries: 100, maxBytes: 1000 }, clock);
  const marked: string[] = [];
  const faulty: CacheStore = {
    ...store,
    invalidateTags: async (tags, signal) => {
      const action = /\{(.+)\}/.exec(tags[0] ?? '')?.[1] ?? '';
      const failure = failing(action);
      if (failure) throw failure === true ? down : failure;
      marked.push(action);
      await store.invalidateTags(tags, signal);
    },
  };
  const invalidate = createInvalidate({ actions: dataActions, store: faulty, clock });
  const within = (change: Parameters<typeof invalidate>[0], timeoutMs = 10_000) =>
    withDeadline(timeoutMs, clock, (deadline) => invalidate(change, deadline));
  return { clock, store, marked, within };
}

for (const [change, concerned] of [
  [{ action: 'queue' }, ['queue']],
  [{ action: 'user-status' }, ['user-status']],
  [QUEUE, OF_QUEUES],
  [{ entityType: 'Schedule', entityId: 'a' }, []],
  [{ action: 'no-such-action' }, []],
] as const) {
  test(`${JSON.stringify(change)} concerns ${concerned.join(', ') || 'nothing'}`, async () => {
    const { within, marked } = scene();
    assert.deepEqual(await within(change), concerned);
    assert.deepEqual(marked, concerned);
  });
}

test('the tags say when it was', async () => {
  const { within, store, clock } = scene();
  await clock.advance(1000);
  await within(QUEUE);
  const tags = ['dataaction:invalidated:{queue}:Queue:a'];
  const { changedAtUs } = await store.get('key', tags, NEVER);
  assert.equal(Math.floor(changedAtUs / 1000), clock.epochMs());
});

test('a Redis that is away for a while is told when it is back', async () => {
  let isDown = true;
  const { within, marked, clock } = scene(() => isDown);
  const done = within(QUEUE);
  await clock.advance(3000);
  assert.deepEqual(marked, []);
  isDown = false;
  await clock.advance(500);
  assert.deepEqual(await done, OF_QUEUES);
  assert.equal(clock.pendingTimers, 0);
});

test('when Redis stays away that is an error in time, and nothing is left waiting', async () => {
  const { within, clock } = scene(() => true);
  const done = within(QUEUE);
  done.catch(() => undefined);
  await clock.advance(9_500);
  await assert.rejects(
    done,
    (error) => error instanceof DataActionError && error.code === 'cache_unavailable' && error.cause === down,
  );
  assert.equal(clock.pendingTimers, 0);
});

test('the reason is what Redis did when it was asked, although it is skipped in the end', async () => {
  const skipped = new StoreCircuitOpen('not asked');
  for (const [first, cause] of [
    [down, down],
    [skipped, skipped],
  ]) {
    const failures = OF_QUEUES.map(() => first);
    const { within, clock } = scene(() => failures.pop() ?? skipped);
    const done = within(QUEUE);
    done.catch(() => undefined);
    await clock.advance(9_500);
    await assert.rejects(
      done,
      (error) =>
        error instanceof DataActionError && error.code === 'cache_unavailable' && error.cause === cause,
    );
  }
});

test('where one action cannot be told the others are, and it is an error all the same', async () => {
  const { within, marked, clock } = scene((action) => action === 'queue');
  const done = within(QUEUE, 1000);
  done.catch(() => undefined);
  await clock.advance(1000);
  await assert.rejects(done, { code: 'cache_unavailable' });
  assert.deepEqual(
    marked,
    OF_QUEUES.filter((name) => name !== 'queue'),
  );
});

test('a deadline that passes meanwhile is told as such', async () => {
  const { clock } = scene();
  const store = createMemoryStore({ maxEntries: 1, maxBytes: 1 }, clock);
  const hanging = { ...store, invalidateTags: () => new Promise<never>(() => undefined) };
  const invalidate = createInvalidate({ actions: dataActions, store: hanging, clock });
  const done = withDeadline(100, clock, (deadline) => invalidate(QUEUE, deadline));
  done.catch(() => undefined);
  await clock.advance(100);
  await assert.rejects(done, { code: 'deadline_exceeded' });
});

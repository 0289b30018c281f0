import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreUnavailable } from '../../../lambda/cache/store.ts';
import { DataActionError } from '../../../lambda/errors.ts';
import {
  BYPASS,
  createCacheHarness,
  errorIn,
  hit,
  miss,
  resultIn,
  TAGS,
} from '../../support/cache-harness.ts';
import { NEVER } from '../../support/stored.ts';

const error = new DataActionError('genesys_unavailable', 'Genesys responded with status 503');
const down = new StoreUnavailable('Redis did not reply within 250 ms');
const SETTING = { stored: { ageMs: 12_000 }, isPersonal: true, keepsCopies: true };

test('a personal entry is a hit until it is invalidated', async () => {
  const { container } = await createCacheHarness(SETTING);
  assert.deepEqual(resultIn(await container('A').request({ error })), hit(12));
});

test('an invalidated personal entry is never served, although stale entries may be, and the origin fails', async () => {
  const { container, store } = await createCacheHarness(SETTING);
  await store.invalidateTags(TAGS, NEVER);
  for (const name of ['A', 'B'])
    assert.equal(errorIn(await container(name).request({ error })) instanceof DataActionError, true);
});

test('while one container fetches, others wait for it instead of serving the invalidated entry', async () => {
  const { container, store, clock } = await createCacheHarness(SETTING);
  await store.invalidateTags(TAGS, NEVER);
  const [first, second] = [container('A').request({ ms: 200 }), container('B').request({ error })];
  await clock.advance(300);
  assert.deepEqual(resultIn(await first), miss('stale'));
  assert.partialDeepStrictEqual(resultIn(await second), { outcome: 'collapsed' });
});

for (const [label, isPersonal, expected] of [
  ['personal data is fetched, although the container has just read it', true, BYPASS],
  ['other data is served from the copy', false, { ...hit(12), isLocal: true }],
] as const)
  test(`while the store is down, ${label}`, async () => {
    const { container } = await createCacheHarness({ ...SETTING, isPersonal });
    const a = container('A');
    assert.deepEqual(resultIn(await a.request()), hit(12));
    for (const operation of ['get', 'acquireLease', 'putEntry'] as const)
      a.faults[operation] = { error: down };
    for (let count = 0; count < 2; count++) assert.deepEqual(resultIn(await a.request()), expected);
  });

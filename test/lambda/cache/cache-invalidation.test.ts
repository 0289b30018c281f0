import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataActionError } from '../../../lambda/errors.ts';
import {
  type CacheHarness,
  createCacheHarness,
  errorIn,
  miss,
  NEW,
  OLD,
  resultIn,
  TAGS,
} from '../../support/cache-harness.ts';
import { codeOf } from '../../support/error-code.ts';
import { NEVER } from '../../support/stored.ts';

const NEWER = '{"total":2}';
const change = ({ store }: CacheHarness, tag = TAGS[1]) => store.invalidateTags([tag ?? ''], NEVER);
const forNew = miss('stale');

for (const tag of TAGS) {
  test(`invalidating the tag ${tag} makes the next request fetch, and the new entry is fresh`, async () => {
    const harness = await createCacheHarness({ stored: { ageMs: 12_000 } });
    await change(harness, tag);
    await harness.clock.advance(10);
    const a = harness.container('A');
    assert.deepEqual(resultIn(await a.request()), forNew);
    assert.equal(resultIn(await a.request()).outcome, 'hit');
    assert.deepEqual(harness.trace, [
      '10 A: cache.read stale, invalidated',
      '10 A: cache.lease acquired',
      '10 A: fetch once',
      '10 A: cache.write stored',
      '10 A: cache.result miss',
      '10 A: cache.read hit',
      '10 A: cache.result hit',
    ]);
  });
}

test('a change before the fetch leaves the entry fresh', async () => {
  const harness = await createCacheHarness();
  await change(harness);
  await harness.clock.advance(1);
  await harness.container('A').request();
  assert.equal(resultIn(await harness.container('B').request()).outcome, 'hit');
});

test('invalidating another tag leaves the entry fresh', async () => {
  const harness = await createCacheHarness({ stored: { ageMs: 12_000 } });
  await change(harness, `${TAGS[1]}:another`);
  assert.equal(resultIn(await harness.container('A').request()).value, OLD);
});

test('an invalidated entry is served as stale when the origin fails', async () => {
  const harness = await createCacheHarness({ stored: { ageMs: 12_000 } });
  await change(harness);
  await harness.clock.advance(10);
  const error = new DataActionError('genesys_unavailable', 'Genesys responded with status 503');
  const stale = {
    outcome: 'stale',
    value: OLD,
    ageSeconds: 12,
    ttlSeconds: 0,
    reason: 'genesys_unavailable',
  };
  assert.deepEqual(resultIn(await harness.container('A').request({ error })), stale);
  assert.deepEqual(resultIn(await harness.container('B').request()), stale, 'within the back-off window');
});

test('while one container fetches, the others serve the invalidated entry at once', async () => {
  const harness = await createCacheHarness({ stored: { ageMs: 12_000 } });
  await change(harness);
  await harness.clock.advance(10);
  const first = harness.container('A').request({ ms: 200 });
  await harness.clock.advance(10);
  assert.partialDeepStrictEqual(resultIn(await harness.container('B').request()), {
    outcome: 'stale',
    ttlSeconds: 0,
    reason: 'collapsed',
  });
  await harness.clock.advance(200);
  assert.deepEqual(resultIn(await first), forNew);
});

test('a change during a fetch makes its entry stale for later requests', async () => {
  const harness = await createCacheHarness();
  const first = harness.container('A').request({ ms: 200 });
  await harness.clock.advance(100);
  await change(harness);
  await harness.clock.advance(50);
  const second = harness.container('B').request({ ms: 20, value: NEWER });
  await harness.clock.advance(200);
  assert.equal(resultIn(await first).value, NEW);
  assert.equal(resultIn(await second).value, NEWER);
  assert.equal(await harness.stored(), NEWER);
  assert.equal(resultIn(await harness.container('C').request()).outcome, 'hit');
  assert.deepEqual(
    harness.trace.filter((line) => line.includes('B:')),
    [
      '150 B: cache.read uri-miss',
      '210 B: cache.lease acquired after 2',
      '210 B: fetch once',
      '230 B: cache.write stored',
      '230 B: cache.result miss',
    ],
  );
});

test('a request after a change does not share a fetch that began before it', async () => {
  const harness = await createCacheHarness();
  const a = harness.container('A');
  const [first, joined] = [a.request({ ms: 200 }), a.request()];
  await harness.clock.advance(100);
  await change(harness);
  await harness.clock.advance(50);
  const later = a.request({ value: NEWER });
  await harness.clock.advance(200);
  const values = (await Promise.all([first, joined, later])).map((outcome) => resultIn(outcome).value);
  assert.deepEqual(values, [NEW, NEW, NEWER]);
});

test('a request that finds a tag lost after a change does not share a fetch that began before it', async () => {
  const harness = await createCacheHarness();
  const a = harness.container('A');
  const first = a.request({ ms: 200 });
  await harness.clock.advance(100);
  await change(harness);
  harness.store.copyTags(TAGS, [undefined, undefined]);
  const later = a.request({ value: NEWER });
  await harness.clock.advance(300);
  const values = (await Promise.all([first, later])).map((outcome) => resultIn(outcome).value);
  assert.deepEqual(values, [NEW, NEWER]);
});

test('a change ends a remembered 404', async () => {
  const harness = await createCacheHarness();
  const error = new DataActionError('genesys_not_found', 'Genesys has no queue named "New"');
  await harness.container('A').request({ error });
  await harness.clock.advance(10);
  assert.equal(codeOf(errorIn(await harness.container('B').request())), 'genesys_not_found');
  await change(harness);
  await harness.clock.advance(10);
  assert.deepEqual(resultIn(await harness.container('B').request()), miss('uri-miss'));
});

test('a 404 after a change is remembered again', async () => {
  const harness = await createCacheHarness();
  const error = new DataActionError('genesys_not_found', 'Genesys has no queue named "New"');
  await harness.container('A').request({ error });
  await change(harness);
  await harness.clock.advance(10);
  await harness.container('A').request({ error });
  const loads = () => harness.trace.filter((line) => line.endsWith('fetch')).length;
  assert.equal(loads(), 2);
  errorIn(await harness.container('B').request());
  assert.equal(loads(), 2);
});

test('a change does not end the back-off after an outage', async () => {
  const harness = await createCacheHarness();
  const error = new DataActionError('genesys_unavailable', 'Genesys responded with status 503');
  await harness.container('A').request({ error });
  await change(harness);
  await harness.clock.advance(10);
  errorIn(await harness.container('B').request());
  assert.equal(harness.trace.filter((line) => line.endsWith('fetch')).length, 1);
});

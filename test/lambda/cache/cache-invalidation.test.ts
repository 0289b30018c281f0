import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataActionError } from '../../../lambda/errors.ts';
import { codeOf } from '../../support/error-code.ts';
import { createScene, errorIn, miss, NEW, OLD, resultIn, type Scene, TAGS } from '../../support/scene.ts';
import { NEVER } from '../../support/stored.ts';

const NEWER = '{"total":2}';
const change = ({ store }: Scene, tag = TAGS[1]) => store.invalidateTags([tag ?? ''], NEVER);
const forNew = miss('stale');

for (const tag of TAGS) {
  test(`a fresh entry with the invalidated tag ${tag} is fetched again, and is fresh again`, async () => {
    const scene = await createScene({ stored: { ageMs: 12_000 } });
    await change(scene, tag);
    await scene.clock.advance(10);
    const a = scene.container('A');
    assert.deepEqual(resultIn(await a.request()), forNew);
    assert.equal(resultIn(await a.request()).outcome, 'hit');
    assert.deepEqual(scene.trace, [
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

test('a change before the fetch does not outdate the entry', async () => {
  const scene = await createScene();
  await change(scene);
  await scene.clock.advance(1);
  await scene.container('A').request();
  assert.equal(resultIn(await scene.container('B').request()).outcome, 'hit');
});

test('a change of another tag leaves an entry fresh', async () => {
  const scene = await createScene({ stored: { ageMs: 12_000 } });
  await change(scene, `${TAGS[1]}:another`);
  assert.equal(resultIn(await scene.container('A').request()).value, OLD);
});

test('an invalidated entry is served as stale when the origin fails', async () => {
  const scene = await createScene({ stored: { ageMs: 12_000 } });
  await change(scene);
  await scene.clock.advance(10);
  const error = new DataActionError('genesys_unavailable', 'Genesys responded with status 503');
  const stale = {
    outcome: 'stale',
    value: OLD,
    ageSeconds: 12,
    ttlSeconds: 0,
    reason: 'genesys_unavailable',
  };
  assert.deepEqual(resultIn(await scene.container('A').request({ error })), stale);
  assert.deepEqual(resultIn(await scene.container('B').request()), stale, 'within the back-off window');
});

test('while one container fetches, the others serve the invalidated entry at once', async () => {
  const scene = await createScene({ stored: { ageMs: 12_000 } });
  await change(scene);
  await scene.clock.advance(10);
  const first = scene.container('A').request({ ms: 200 });
  await scene.clock.advance(10);
  assert.partialDeepStrictEqual(resultIn(await scene.container('B').request()), {
    outcome: 'stale',
    ttlSeconds: 0,
    reason: 'collapsed',
  });
  await scene.clock.advance(200);
  assert.deepEqual(resultIn(await first), forNew);
});

test('a change during a fetch makes its entry stale: a later request fetches again', async () => {
  const scene = await createScene();
  const first = scene.container('A').request({ ms: 200 });
  await scene.clock.advance(100);
  await change(scene);
  await scene.clock.advance(50);
  const second = scene.container('B').request({ ms: 20, value: NEWER });
  await scene.clock.advance(200);
  assert.equal(resultIn(await first).value, NEW);
  assert.equal(resultIn(await second).value, NEWER);
  assert.equal(await scene.stored(), NEWER);
  assert.equal(resultIn(await scene.container('C').request()).outcome, 'hit');
  assert.deepEqual(
    scene.trace.filter((line) => line.includes('B:')),
    [
      '150 B: cache.read uri-miss',
      '210 B: cache.lease acquired after 2',
      '210 B: fetch once',
      '230 B: cache.write stored',
      '230 B: cache.result miss',
    ],
  );
});

test('in one process a request after the change does not join a fetch from before it', async () => {
  const scene = await createScene();
  const a = scene.container('A');
  const [first, joined] = [a.request({ ms: 200 }), a.request()];
  await scene.clock.advance(100);
  await change(scene);
  await scene.clock.advance(50);
  const later = a.request({ value: NEWER });
  await scene.clock.advance(200);
  const values = (await Promise.all([first, joined, later])).map((outcome) => resultIn(outcome).value);
  assert.deepEqual(values, [NEW, NEW, NEWER]);
});

test('a remembered 404 ends with a change', async () => {
  const scene = await createScene();
  const error = new DataActionError('genesys_not_found', 'Genesys has no queue named "New"');
  await scene.container('A').request({ error });
  await scene.clock.advance(10);
  assert.equal(codeOf(errorIn(await scene.container('B').request())), 'genesys_not_found');
  await change(scene);
  await scene.clock.advance(10);
  assert.deepEqual(resultIn(await scene.container('B').request()), miss('uri-miss'));
});

test('a 404 after the change is remembered again', async () => {
  const scene = await createScene();
  const error = new DataActionError('genesys_not_found', 'Genesys has no queue named "New"');
  await scene.container('A').request({ error });
  await change(scene);
  await scene.clock.advance(10);
  await scene.container('A').request({ error });
  const loads = () => scene.trace.filter((line) => line.endsWith('fetch')).length;
  assert.equal(loads(), 2);
  errorIn(await scene.container('B').request());
  assert.equal(loads(), 2);
});

test('a change does not end the back-off after an outage', async () => {
  const scene = await createScene();
  const error = new DataActionError('genesys_unavailable', 'Genesys responded with status 503');
  await scene.container('A').request({ error });
  await change(scene);
  await scene.clock.advance(10);
  errorIn(await scene.container('B').request());
  assert.equal(scene.trace.filter((line) => line.endsWith('fetch')).length, 1);
});

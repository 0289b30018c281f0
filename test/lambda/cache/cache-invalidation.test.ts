import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GenesysNotFound, GenesysUnavailable } from '../../../lambda/errors/genesys-errors.ts';
import { createScene, errorIn, miss, NEW, OLD, resultIn, type Scene, TAGS } from '../../support/scene.ts';
import { NEVER } from '../../support/stored.ts';

const NEWER = '{"total":2}';
const change = ({ store }: Scene, marker = TAGS[1]) => store.invalidateTags([marker ?? ''], NEVER);
const forNew = miss('stale');

for (const marker of TAGS) {
  test(`a fresh entry that ${marker} invalidates is fetched anew, and what comes is fresh again`, async () => {
    const scene = await createScene({ stored: { ageMs: 12_000 } });
    await change(scene, marker);
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

test('a change that was known before an entry was fetched says nothing about it', async () => {
  const scene = await createScene();
  await change(scene);
  await scene.clock.advance(1);
  await scene.container('A').request();
  assert.equal(resultIn(await scene.container('B').request()).outcome, 'hit');
});

test('a change of something else leaves an entry fresh', async () => {
  const scene = await createScene({ stored: { ageMs: 12_000 } });
  await change(scene, `${TAGS[1]}:somebody-else`);
  assert.equal(resultIn(await scene.container('A').request()).value, OLD);
});

test('an invalidated entry is not gone: it answers when Genesys cannot', async () => {
  const scene = await createScene({ stored: { ageMs: 12_000 } });
  await change(scene);
  await scene.clock.advance(10);
  const error = new GenesysUnavailable('Genesys answered with status 503');
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

test('while one fetches anew, the others answer with the invalidated entry at once', async () => {
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

test('what was being fetched when the change came is not stored as fresh: who asks later fetches anew', async () => {
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

test('in one process, too, who asks after the change does not join whom asked before', async () => {
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

test('that there was no such thing is asked again after a change', async () => {
  const scene = await createScene();
  const error = new GenesysNotFound('Genesys has no queue named "New"');
  await scene.container('A').request({ error });
  await scene.clock.advance(10);
  assert.equal(errorIn(await scene.container('B').request()) instanceof GenesysNotFound, false);
  await change(scene);
  await scene.clock.advance(10);
  assert.deepEqual(resultIn(await scene.container('B').request()), miss('uri-miss'));
});

test('what fails in spite of a change is remembered as before', async () => {
  const scene = await createScene();
  const error = new GenesysNotFound('Genesys has no queue named "New"');
  await scene.container('A').request({ error });
  await change(scene);
  await scene.clock.advance(10);
  await scene.container('A').request({ error });
  const loads = () => scene.trace.filter((line) => line.endsWith('fetch')).length;
  assert.equal(loads(), 2);
  errorIn(await scene.container('B').request());
  assert.equal(loads(), 2);
});

test('a change makes nobody ask a Genesys that does not answer before the back-off window is over', async () => {
  const scene = await createScene();
  const error = new GenesysUnavailable('Genesys answered with status 503');
  await scene.container('A').request({ error });
  await change(scene);
  await scene.clock.advance(10);
  errorIn(await scene.container('B').request());
  assert.equal(scene.trace.filter((line) => line.endsWith('fetch')).length, 1);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GenesysNotFound, GenesysUnavailable } from '../../../lambda/errors/genesys-errors.ts';
import {
  answerIn,
  createScene,
  errorIn,
  fromOrigin,
  MARKERS,
  NEW,
  OLD,
  type Scene,
} from '../../support/scene.ts';
import { NEVER } from '../../support/stored.ts';

const NEWER = '{"total":2}';
const change = ({ store }: Scene, marker = MARKERS[1]) => store.mark([marker ?? ''], NEVER);
const forNew = fromOrigin('stale', true);

for (const marker of MARKERS) {
  test(`a fresh entry that ${marker} invalidates is fetched anew, and what comes is fresh again`, async () => {
    const scene = await createScene({ stored: { ageMs: 12_000 } });
    await change(scene, marker);
    await scene.clock.advance(10);
    const a = scene.container('A');
    assert.deepEqual(answerIn(await a.ask()), forNew);
    assert.equal(answerIn(await a.ask()).status.hit, true);
    assert.deepEqual(scene.trace, [
      '10 A: cache.read stale, invalidated',
      '10 A: cache.claim won',
      '10 A: load once',
      '10 A: cache.write stored',
      '10 A: cache.answer miss',
      '10 A: cache.read hit',
      '10 A: cache.answer hit',
    ]);
  });
}

test('a change that was known before an entry was fetched says nothing about it', async () => {
  const scene = await createScene();
  await change(scene);
  await scene.clock.advance(1);
  await scene.container('A').ask();
  assert.equal(answerIn(await scene.container('B').ask()).source, 'cache');
});

test('a change of something else leaves an entry fresh', async () => {
  const scene = await createScene({ stored: { ageMs: 12_000 } });
  await change(scene, `${MARKERS[1]}:somebody-else`);
  assert.equal(answerIn(await scene.container('A').ask()).value, OLD);
});

test('an invalidated entry is not gone: it answers when Genesys cannot', async () => {
  const scene = await createScene({ stored: { ageMs: 12_000 } });
  await change(scene);
  await scene.clock.advance(10);
  const error = new GenesysUnavailable('Genesys answered with status 503');
  const status = { hit: true, ttlSeconds: 0, detail: 'genesys_unavailable' };
  const stale = { value: OLD, source: 'cache', stale: true, ageSeconds: 12, status };
  assert.deepEqual(answerIn(await scene.container('A').ask({ error })), stale);
  assert.deepEqual(answerIn(await scene.container('B').ask()), stale, 'within the back-off window');
});

test('while one fetches anew, the others answer with the invalidated entry at once', async () => {
  const scene = await createScene({ stored: { ageMs: 12_000 } });
  await change(scene);
  await scene.clock.advance(10);
  const first = scene.container('A').ask({ ms: 200 });
  await scene.clock.advance(10);
  const status = { hit: true, ttlSeconds: 0, detail: 'collapsed' };
  assert.deepEqual(answerIn(await scene.container('B').ask()).status, status);
  await scene.clock.advance(200);
  assert.deepEqual(answerIn(await first), forNew);
});

test('what was being fetched when the change came is not stored as fresh: who asks later fetches anew', async () => {
  const scene = await createScene();
  const first = scene.container('A').ask({ ms: 200 });
  await scene.clock.advance(100);
  await change(scene);
  await scene.clock.advance(50);
  const second = scene.container('B').ask({ ms: 20, value: NEWER });
  await scene.clock.advance(200);
  assert.equal(answerIn(await first).value, NEW);
  assert.equal(answerIn(await second).value, NEWER);
  assert.equal(await scene.stored(), NEWER);
  assert.equal(answerIn(await scene.container('C').ask()).source, 'cache');
  assert.deepEqual(
    scene.trace.filter((line) => line.includes('B:')),
    [
      '150 B: cache.read uri-miss',
      '210 B: cache.claim won after 2',
      '210 B: load once',
      '230 B: cache.write stored',
      '230 B: cache.answer miss',
    ],
  );
});

test('in one process, too, who asks after the change does not join whom asked before', async () => {
  const scene = await createScene();
  const a = scene.container('A');
  const [first, joined] = [a.ask({ ms: 200 }), a.ask()];
  await scene.clock.advance(100);
  await change(scene);
  await scene.clock.advance(50);
  const later = a.ask({ value: NEWER });
  await scene.clock.advance(200);
  const values = (await Promise.all([first, joined, later])).map((outcome) => answerIn(outcome).value);
  assert.deepEqual(values, [NEW, NEW, NEWER]);
});

test('that there was no such thing is asked again after a change', async () => {
  const scene = await createScene();
  const error = new GenesysNotFound('Genesys has no queue named "New"');
  await scene.container('A').ask({ error });
  await scene.clock.advance(10);
  assert.equal(errorIn(await scene.container('B').ask()) instanceof GenesysNotFound, false);
  await change(scene);
  await scene.clock.advance(10);
  assert.deepEqual(answerIn(await scene.container('B').ask()), fromOrigin('uri-miss', true));
});

test('what fails in spite of a change is remembered as before', async () => {
  const scene = await createScene();
  const error = new GenesysNotFound('Genesys has no queue named "New"');
  await scene.container('A').ask({ error });
  await change(scene);
  await scene.clock.advance(10);
  await scene.container('A').ask({ error });
  const loads = () => scene.trace.filter((line) => line.endsWith('load')).length;
  assert.equal(loads(), 2);
  errorIn(await scene.container('B').ask());
  assert.equal(loads(), 2);
});

test('a change makes nobody ask a Genesys that does not answer before the back-off window is over', async () => {
  const scene = await createScene();
  const error = new GenesysUnavailable('Genesys answered with status 503');
  await scene.container('A').ask({ error });
  await change(scene);
  await scene.clock.advance(10);
  errorIn(await scene.container('B').ask());
  assert.equal(scene.trace.filter((line) => line.endsWith('load')).length, 1);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataActions } from '../../../lambda/actions/index.ts';
import { latestChangeUs, markersFor, markersOf } from '../../../lambda/cache/tags.ts';
import type { DependsOn } from '../../../lambda/depends-on.ts';

const ALL = 'dataaction:invalidated:{queue}';
const any: DependsOn = { entityType: 'Queue', ids: 'any' };
const some: DependsOn = { entityType: 'Queue', ids: ['a', 'b'] };

for (const [what, dependsOn, markers] of [
  ['nothing', [], [ALL]],
  ['any queue', [any], [ALL, `${ALL}:Queue`]],
  ['two queues', [some], [ALL, `${ALL}:Queue:a`, `${ALL}:Queue:b`]],
  [
    'queues and schedules',
    [some, { entityType: 'Schedule', ids: 'any' }],
    [ALL, `${ALL}:Queue:a`, `${ALL}:Queue:b`, `${ALL}:Schedule`],
  ],
] as const) {
  test(`an answer that depends on ${what} has the markers ${markers.join(', ')}`, () => {
    assert.deepEqual(markersOf('queue', dependsOn), markers);
  });
}

for (const [what, change, concerned] of [
  ['all answers of the action', { action: 'queue' }, [[], [any], [some]]],
  ['a queue that is depended on', { entityType: 'Queue', entityId: 'b' }, [[any], [some]]],
  ['another queue', { entityType: 'Queue', entityId: 'c' }, [[any]]],
  ['something of another type', { entityType: 'Schedule', entityId: 'a' }, []],
] as const) {
  test(`a change of ${what} concerns whoever depends on it, and nobody else`, () => {
    const set = new Set(markersFor('queue', change));
    const isConcerned = (dependsOn: readonly DependsOn[]) =>
      markersOf('queue', dependsOn).some((marker) => set.has(marker));
    const all: readonly (readonly DependsOn[])[] = [[], [any], [some]];
    assert.deepEqual(all.filter(isConcerned), concerned);
  });
}

test('a change concerns one action only', () => {
  const change = { entityType: 'Queue', entityId: 'a' };
  const others = new Set(markersFor('queues', change));
  assert.equal(
    markersOf('queue', [any, some]).some((marker) => others.has(marker)),
    false,
  );
});

test('the markers of an action lie in the slot of its entries, whatever their ids', () => {
  for (const marker of markersFor('queue', { entityType: 'Queue', entityId: '{a}' }))
    assert.match(marker, /^[^{]*\{queue\}/);
});

test('every data action has markers for its example', () => {
  for (const action of dataActions.values()) {
    const inputs = Object.entries(action.contract.inputs).filter(([, { example }]) => example !== undefined);
    const { dependsOn } = action.ask(
      Object.fromEntries(inputs.map(([name, { example }]) => [name, example])),
    );
    const [first, ...others] = markersOf(action.name, dependsOn);
    assert.equal(first, `dataaction:invalidated:{${action.name}}`);
    assert.equal(others.length > 0, action.entityTypes.length > 0, action.name);
  }
});

const at = (text: string) => Buffer.from(text);
for (const [what, markers, latestUs] of [
  ['none', [], 0],
  ['that are not set', [undefined, undefined], 0],
  ['of one change', [undefined, at('1795476693000')], 1_795_476_693_000],
  ['of several', [at('12'), at('1795476693000'), at('13')], 1_795_476_693_000],
  ['of what is no time', [at('soon'), at('-1'), at('1e300'), at('1.5'), at(''), at('9'.repeat(17))], 0],
  ['of a time beside what is none', [at('soon'), at('12')], 12],
] as const) {
  test(`of markers ${what} the latest change is at ${latestUs}`, () => {
    assert.equal(latestChangeUs(markers), latestUs);
  });
}

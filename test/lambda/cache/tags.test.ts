import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataActions } from '../../../lambda/actions/catalog.ts';
import { type EntitySelector, latestChangeUs, tagsOf, tagsToInvalidate } from '../../../lambda/cache/keys.ts';

const ALL = 'dataaction:invalidated:{queue}';
const any: EntitySelector = { entityType: 'Queue', ids: 'any' };
const some: EntitySelector = { entityType: 'Queue', ids: ['a', 'b'] };

for (const [label, invalidatedBy, tags] of [
  ['nothing', [], [ALL]],
  ['any queue', [any], [ALL, `${ALL}:Queue`]],
  ['two queues', [some], [ALL, `${ALL}:Queue:a`, `${ALL}:Queue:b`]],
  [
    'queues and schedules',
    [some, { entityType: 'Schedule', ids: 'any' }],
    [ALL, `${ALL}:Queue:a`, `${ALL}:Queue:b`, `${ALL}:Schedule`],
  ],
] as const) {
  test(`an entry that depends on ${label} has the tags ${tags.join(', ')}`, () => {
    assert.deepEqual(tagsOf('queue', invalidatedBy), tags);
  });
}

for (const [label, change, concerned] of [
  ['all entries of the action', { action: 'queue' }, [[], [any], [some]]],
  ['a queue', { entityType: 'Queue', entityId: 'b' }, [[any], [some]]],
  ['another queue', { entityType: 'Queue', entityId: 'c' }, [[any]]],
  ['another entity type', { entityType: 'Schedule', entityId: 'a' }, []],
] as const) {
  test(`a change of ${label} invalidates only the entries with its tag`, () => {
    const set = new Set(tagsToInvalidate('queue', change));
    const isConcerned = (invalidatedBy: readonly EntitySelector[]) =>
      tagsOf('queue', invalidatedBy).some((tag) => set.has(tag));
    const all: readonly (readonly EntitySelector[])[] = [[], [any], [some]];
    assert.deepEqual(all.filter(isConcerned), concerned);
  });
}

test('a change invalidates entries of one action', () => {
  const change = { entityType: 'Queue', entityId: 'a' };
  const others = new Set(tagsToInvalidate('queues', change));
  assert.equal(
    tagsOf('queue', [any, some]).some((tag) => others.has(tag)),
    false,
  );
});

test('tags with any id are in the cluster slot of their action', () => {
  for (const tag of tagsToInvalidate('queue', { entityType: 'Queue', entityId: '{a}' }))
    assert.match(tag, /^[^{]*\{queue\}/);
});

test('every data action has tags for its example', () => {
  for (const action of dataActions.values()) {
    const inputs = Object.entries(action.contract.inputs).filter(([, { example }]) => example !== undefined);
    const { invalidatedBy } = action.parse(
      Object.fromEntries(inputs.map(([name, { example }]) => [name, example])),
    );
    const [first, ...others] = tagsOf(action.name, invalidatedBy);
    assert.equal(first, `dataaction:invalidated:{${action.name}}`);
    assert.equal(others.length > 0, action.entityTypes.length > 0, action.name);
  }
});

const at = (text: string) => Buffer.from(text);
for (const [label, tags, latestUs] of [
  ['none', [], 0],
  ['that were never invalidated', [undefined, undefined], 0],
  ['with one time', [undefined, at('1795476693000')], 1_795_476_693_000],
  ['of several', [at('12'), at('1795476693000'), at('13')], 1_795_476_693_000],
  ['with invalid times', [at('soon'), at('-1'), at('1e300'), at('1.5'), at(''), at('9'.repeat(17))], 0],
  ['with a valid and an invalid time', [at('soon'), at('12')], 12],
] as const) {
  test(`the latest change among tags ${label} is ${latestUs}`, () => {
    assert.equal(latestChangeUs(tags), latestUs);
  });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataActions } from '../../../lambda/actions/catalog.ts';
import {
  combinedVersion,
  type EntitySelector,
  tagsOf,
  tagsToInvalidate,
} from '../../../lambda/cache/keys.ts';

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

const versions = (...texts: (string | undefined)[]) =>
  combinedVersion(texts.map((text) => (text === undefined ? undefined : Buffer.from(text))));

test('the combined version of tags is 16 hex digits, and known only if every tag has a version', () => {
  assert.match(versions('a') ?? '', /^[0-9a-f]{16}$/);
  assert.match(versions() ?? '', /^[0-9a-f]{16}$/);
  assert.match(versions('') ?? '', /^[0-9a-f]{16}$/);
  for (const missing of [[undefined], ['a', undefined], [undefined, 'a']])
    assert.equal(versions(...missing), undefined);
});

test('the combined version differs if one of the tags has another version or another place', () => {
  const all = [['a'], ['b'], ['a', 'b'], ['b', 'a'], ['a', 'c'], ['a', 'b', 'c'], ['ab'], []];
  assert.equal(new Set(all.map((texts) => versions(...texts))).size, all.length);
  assert.equal(versions('a', 'b'), versions('a', 'b'));
});

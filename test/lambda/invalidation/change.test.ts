import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataActions } from '../../../lambda/actions/catalog.ts';
import { entityTypesOf } from '../../../lambda/actions/define.ts';
import { InvalidInput } from '../../../lambda/errors.ts';
import { parseChange } from '../../../lambda/invalidation/change.ts';

const read = (body: unknown) => parseChange(body, dataActions);
const EITHER = 'body: expected either action, or entityType and entityId';
const TYPES = entityTypesOf(dataActions.values()).join(', ');
const ACTIONS = [...dataActions.keys()].join(', ');

for (const [body, change] of [
  [{ action: 'queues' }, { action: 'queues' }],
  [{ action: 'queues', entityType: '', entityId: null }, { action: 'queues' }],
  [
    { entityType: 'Queue', entityId: ' EF871C05 ' },
    { entityType: 'Queue', entityId: 'ef871c05' },
  ],
] as const) {
  test(`the body ${JSON.stringify(body)} is the change ${JSON.stringify(change)}`, () => {
    assert.deepEqual(read(body), change);
  });
}

for (const [body, message] of [
  [{}, `${EITHER}, got {}`],
  [null, `${EITHER}, got null`],
  [[], `${EITHER}, got []`],
  ['queues', 'body: expected a JSON object of parameters, got "queues"'],
  [
    { action: 'queues', entityType: 'Queue', entityId: 'a' },
    `${EITHER}, got {"action":"queues","entityType":"Queue","entityId":"a"}`,
  ],
  [{ action: 'cues' }, `action: expected one of ${ACTIONS}, got "cues"`],
  [{ action: 'toString' }, `action: expected one of ${ACTIONS}, got "toString"`],
  [{ action: 7 }, `action: expected one of ${ACTIONS}, got 7`],
  [{ entityType: 'Queue' }, 'entityId: expected a value, because it is required'],
  [{ entityId: 'a' }, 'entityType: expected a value, because it is required'],
  [
    { entityType: 'queue', entityId: 'a b' },
    `entityType: expected one of ${TYPES}, got "queue"; entityId: expected an id of at most 64 letters, digits, - and _, got "a b"`,
  ],
  [{ queueId: 'a' }, 'queueId: unknown parameter, expected one of action, entityType, entityId'],
] as const) {
  test(`the body ${JSON.stringify(body)} is rejected: ${message}`, () => {
    assert.throws(
      () => read(body),
      (error) => error instanceof InvalidInput && error.message === message,
    );
  });
}

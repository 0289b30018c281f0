import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { readAuditEvent } from '../../../lambda/invalidation/audit-event.ts';
import { queueEvent, readGenesysEvent } from '../../support/invalidation.ts';

const EVENTS = new URL('../../events/genesys/', import.meta.url);
const QUEUE_ID = 'ef871c05-3104-464f-a268-17ded0a21903';
const read = (event: unknown) => readAuditEvent(JSON.stringify(event) ?? '');
const readRecorded = (name: string) => read(readGenesysEvent(name));

for (const [name, entityType, entityId, auditAction] of [
  ['queue-update', 'Queue', QUEUE_ID, 'Update'],
  ['queue-create', 'Queue', '7a6b5c4d-3e2f-4a1b-8c9d-0e1f2a3b4c5d', 'Create'],
  ['queue-delete', 'Queue', QUEUE_ID, 'Delete'],
  ['queue-member-add', 'Queue', QUEUE_ID, 'MemberAdd'],
  ['user-presence-update', 'UserPresence', '1d4a30d7-8de6-4e5f-a885-ffac2c6b8425', 'Update'],
  ['schedule-update', 'Schedule', '3f2e1d0c-9b8a-4765-8432-10fedcba9876', 'Update'],
  ['wrapup-code-update', 'WrapupCode', '5d0b7e36-1f4c-4a92-8e65-c2a9d8b31f70', 'Update'],
] as const) {
  test(`${name} is read as a change of the ${entityType} in its topic`, () => {
    const event = readRecorded(name);
    assert(event.kind === 'change');
    assert.deepEqual(event.change, { entityType, entityId });
    assert.equal(event.metadata.auditAction, auditAction);
  });
}

test('an event has the time of the change, its event id and its correlation id', () => {
  const event = readRecorded('queue-update');
  assert(event.kind === 'change');
  assert.deepEqual(event.metadata, {
    auditAction: 'Update',
    eventId: '6f1d0001-2b7c-4c1e-9d53-0a4b8e7f6c5d',
    correlationId: '9b2f0001-51c6-4f0e-8a7d-3c2b1a0f9e8d',
    changedAtMs: Date.UTC(2026, 10, 25, 9, 15, 21, 127),
    auditedAtMs: Date.UTC(2026, 10, 25, 9, 15, 21, 127),
  });
});

const AUDITED = '2026-11-25T09:15:21.127Z';
const MODIFIED = '2026-11-25T09:10:51.127Z';
const ID = '6a3af858-942f-489d-9700-5f9bcdcdae9b';

for (const [label, eventBody, changedAt, auditedAt] of [
  ['the time of the event', { eventTime: AUDITED }, AUDITED, AUDITED],
  [
    'the modification in its changes, 4.5 minutes earlier',
    {
      eventTime: AUDITED,
      propertyChanges: [{ property: 'dateModified', oldValues: [], newValues: [MODIFIED] }],
    },
    MODIFIED,
    AUDITED,
  ],
  [
    'the modification, without a time of the event',
    { propertyChanges: [{ property: 'modifiedDate', newValues: ['x', MODIFIED] }] },
    MODIFIED,
    undefined,
  ],
  [
    'the time of the event, because a change cannot be later',
    { eventTime: MODIFIED, propertyChanges: [{ property: 'dateModified', newValues: [AUDITED] }] },
    MODIFIED,
    MODIFIED,
  ],
  [
    'the time of the event, because other properties say nothing',
    {
      eventTime: AUDITED,
      propertyChanges: [
        { property: 'modifiedBy', newValues: [ID] },
        { property: 'dateCreated', newValues: [MODIFIED] },
        { property: 'dateModified', oldValues: [MODIFIED] },
        { property: 'dateModified', oldValues: [MODIFIED], newValues: null },
        null,
        7,
      ],
    },
    AUDITED,
    AUDITED,
  ],
  ['unknown', {}, undefined, undefined],
  ['unknown', { eventTime: 'soon', propertyChanges: 'x' }, undefined, undefined],
] as const) {
  test(`the moment of a change is ${label} in ${JSON.stringify(eventBody)}`, () => {
    const event = read({
      detail: { topicName: `v2.audits.entitytype.Queue.entityid.${QUEUE_ID}`, eventBody },
    });
    assert(event.kind === 'change');
    const { changedAtMs, auditedAtMs } = event.metadata;
    const epoch = (time: string | undefined) => (time === undefined ? undefined : Date.parse(time));
    assert.deepEqual([changedAtMs, auditedAtMs], [epoch(changedAt), epoch(auditedAt)]);
  });
}

for (const name of readdirSync(EVENTS))
  test(`${name} has the properties that Genesys sends`, () => {
    const { detail } = readGenesysEvent(name.replace('.json', ''));
    assert.deepEqual(Object.keys(detail.eventBody).sort(), [
      'action',
      'clientId',
      'entity',
      'entityType',
      'eventTime',
      'id',
      'propertyChanges',
      'serviceName',
      'userId',
      'username',
    ]);
  });

test('MemberUpdate is ignored, because members join and leave a queue all day', () => {
  const event = readRecorded('queue-member-update');
  assert(event.kind === 'ignored');
  assert.equal(event.reason, 'a member joined or left a queue');
});

for (const action of ['MemberAdd', 'MemberRemove']) {
  test(`${action} is a change of its queue, because it changes the number of members`, () => {
    const event = read(queueEvent(QUEUE_ID, action, 'queue-member-add'));
    assert(event.kind === 'change');
    assert.deepEqual(event.change, { entityType: 'Queue', entityId: QUEUE_ID });
  });
}

test("an entity's id is lowercased, like the parameters of data actions", () => {
  const event = read(queueEvent(QUEUE_ID.toUpperCase()));
  assert(event.kind === 'change');
  assert.equal(event.change.entityId, QUEUE_ID);
});

for (const topicName of [
  `v2.audits.entityType.Queue.entityId.${QUEUE_ID}`,
  `V2.AUDITS.ENTITYTYPE.Queue.ENTITYID.${QUEUE_ID}`,
])
  test(`the topic ${topicName.slice(0, 40)}, in another case than documented, is read as a change`, () => {
    const event = read({ detail: { topicName } });
    assert(event.kind === 'change');
    assert.deepEqual(event.change, { entityType: 'Queue', entityId: QUEUE_ID });
  });

test('the topic alone is enough; other fields that are missing or invalid are undefined', () => {
  const topicName = `v2.audits.entitytype.Queue.entityid.${QUEUE_ID}`;
  for (const rest of [
    {},
    { eventBody: null, metadata: null },
    { eventBody: {}, metadata: {} },
    { eventBody: 'x', metadata: [7] },
    { eventBody: { action: 7, eventTime: 1_700_000_000_000 }, metadata: { CorrelationId: {} } },
    { eventBody: { action: null, eventTime: 'soon' } },
    { eventBody: { eventTime: '1' } },
  ])
    assert.deepEqual(read({ detail: { topicName, ...rest } }), {
      kind: 'change',
      change: { entityType: 'Queue', entityId: QUEUE_ID },
      metadata: {
        eventId: undefined,
        auditAction: undefined,
        correlationId: undefined,
        changedAtMs: undefined,
        auditedAtMs: undefined,
      },
    });
});

for (const [topic, entityType] of [
  ['Row.entityid.0b6f5d0e-2f4c-4a7b-9f9a-3c1d2e4f5a6b', 'Row'],
  ['Row.entityid.+1 202-555-0171', 'Row'],
  ['ROW.entityId.a\nb', 'ROW'],
  [`row.entityid.${'x'.repeat(300)}`, 'row'],
] as const) {
  test(`${JSON.stringify(topic.slice(0, 40))} is a change of a row, and its id, which may be any text, is not read`, () => {
    const event = read({ detail: { topicName: `v2.audits.entitytype.${topic}` } });
    assert(event.kind === 'change');
    assert.deepEqual(event.change, { entityType, entityId: '' });
  });
}

for (const topicName of [
  'v2.users.1d4a30d7-8de6-4e5f-a885-ffac2c6b8425.presence',
  'v2.audit.entitytype.Queue.entityid.a',
  'x.v2.audits.entitytype.Queue.entityid.a',
]) {
  test(`the topic ${topicName.slice(0, 60)} is ignored`, () => {
    assert.equal(read({ detail: { topicName } }).kind, 'ignored');
  });
}

for (const topicName of [
  'v2.audits.entitytype.Queue',
  'v2.audits.entitytype.Queue.entityid.',
  'v2.audits.entitytype..entityid.a',
  'v2.audits.entitytype.Row.entityid.',
  'v2.audits.entitytype.Rows.entityid.a:b',
  'v2.audits.entitytype.Queue.entityid.a:b',
  `v2.audits.entitytype.Queue.entityid.${'a'.repeat(65)}`,
]) {
  test(`the topic ${topicName.slice(0, 60)} is malformed`, () => {
    const reason = 'the topic names no entity';
    const event = read({ id: 'event-1', detail: { topicName } });
    assert.deepEqual(event, { kind: 'malformed', reason, eventId: 'event-1' });
  });
}

for (const [event, reason] of [
  [undefined, 'the event is not JSON'],
  [null, 'the event is not an object'],
  ['Bearer abc', 'the event is not an object'],
  [{}, 'detail is missing'],
  [{ detail: 'Bearer abc' }, 'detail is not an object'],
  [{ detail: [] }, 'detail.topicName is missing'],
  [{ detail: { topicName: 7 } }, 'detail.topicName is not a string'],
] as const) {
  test(`${JSON.stringify(event)} is malformed: ${reason}`, () => {
    assert.deepEqual(read(event), { kind: 'malformed', reason, eventId: undefined });
  });
}

test('long texts are cut to 128 characters', () => {
  const long = 'x'.repeat(100_000);
  const event = read({ ...queueEvent(QUEUE_ID, long), id: long });
  assert(event.kind === 'change');
  assert.deepEqual([event.metadata.auditAction?.length, event.metadata.eventId?.length], [128, 128]);
});

test('a change is read from an event of 1 MiB, the maximum of EventBridge and SQS', () => {
  const { detail, ...event } = queueEvent(QUEUE_ID);
  const propertyChanges = [{ property: 'description', newValues: ['x'.repeat(1024 * 1024)] }];
  const large = read({ ...event, detail: { ...detail, eventBody: { action: 'Update', propertyChanges } } });
  assert(large.kind === 'change');
  assert.equal(large.change.entityId, QUEUE_ID);
});

test('no event makes reading throw', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (event, body) => {
      read(event);
      const topicName = `v2.audits.entitytype.Queue.entityid.${QUEUE_ID}`;
      assert.equal(read({ detail: { topicName, eventBody: body, metadata: body } }).kind, 'change');
    }),
  );
});

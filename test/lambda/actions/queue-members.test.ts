import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queueMembers } from '../../../lambda/actions/queue-members.ts';
import { accepts, problemsOf, send } from '../../support/actions.ts';
import { bodies } from '../../support/bodies.ts';
import { startService } from '../../support/service.ts';

const QUEUE = 'c3a9f1d2-5b7e-4c60-9f1a-7d2e8b4a6c35';
const [amina, jonas, sofia] = bodies.queueMembers.entities ?? [];
const listing = (entities: unknown, more: object = {}) => ({
  routing: { getRoutingQueueMembers: { ...bodies.queueMembers, entities, ...more } },
});
const responses = { routing: { getRoutingQueueMembers: bodies.queueMembers } };
/** The data for some members and parameters. */
const dataOf = async (parameters: object, members: readonly unknown[] = [amina, jonas, sofia]) =>
  Object((await send(queueMembers, { queueId: QUEUE, ...parameters }, listing(members))).data);
const namesFor = async (parameters: object, members?: readonly unknown[]) =>
  (await dataOf(parameters, members)).members.map(({ name }: { name: string }) => name);

test('without filters, the members who have joined are requested and counted', async () => {
  const { sent, data, taken } = await send(queueMembers, { queueId: ` ${QUEUE.toUpperCase()}` }, responses);
  const options = { joined: true, expand: ['routingStatus', 'presence'], pageSize: 100, pageNumber: 1 };
  assert.deepEqual(sent, [['getRoutingQueueMembers', QUEUE, options]]);
  assert.deepEqual(taken, []);
  assert.deepEqual(data, {
    queueId: QUEUE,
    memberCount: 3,
    isAnyAgentIdle: true,
    idleAgents: 1,
    interactingAgents: 1,
    communicatingAgents: 0,
    notRespondingAgents: 0,
    offQueueAgents: 1,
    onQueueAgents: 2,
    availableAgents: 0,
    busyAgents: 0,
    awayAgents: 0,
    breakAgents: 0,
    mealAgents: 1,
    meetingAgents: 0,
    trainingAgents: 0,
    offlineAgents: 0,
    otherPresenceAgents: 0,
    members: [
      { userId: amina?.id, name: 'Amina Diallo', routingStatus: 'IDLE', presence: 'On Queue' },
      { userId: jonas?.id, name: 'Jonas Weber', routingStatus: 'INTERACTING', presence: 'On Queue' },
      { userId: sofia?.id, name: 'Sofia Lind', routingStatus: 'OFF_QUEUE', presence: 'Meal' },
    ],
    skills: [],
  });
});

test('with includeSkills, each active skill has a row', async () => {
  const { sent, data } = await send(queueMembers, { queueId: QUEUE, includeSkills: 'true' }, responses);
  assert.partialDeepStrictEqual(sent, [
    ['getRoutingQueueMembers', QUEUE, { expand: ['routingStatus', 'presence', 'skills'] }],
  ]);
  assert.partialDeepStrictEqual(data, {
    skills: [
      { name: 'Claims', agents: 2, idleAgents: 1 },
      { name: 'Refunds', agents: 2, idleAgents: 0 },
    ],
  });
});

for (const [parameters, options] of [
  [{ joined: 'false' }, { joined: false }],
  [{ routingStatuses: 'idle' }, { routingStatus: ['IDLE'] }],
  [{ routingStatuses: 'idle,OFF_QUEUE' }, { routingStatus: undefined }],
  [{ skills: 'Refunds,Claims' }, { skills: ['Claims'], expand: ['routingStatus', 'presence', 'skills'] }],
  [{ languages: 'German' }, { languages: ['German'], expand: ['routingStatus', 'presence', 'languages'] }],
  [{ presences: 'Meal' }, { presence: undefined }],
] as const) {
  test(`for ${JSON.stringify(parameters)}, Genesys is asked for ${JSON.stringify(options)}`, async () => {
    const { sent } = await send(queueMembers, { queueId: QUEUE, ...parameters }, responses);
    const requested = Object(sent[0]?.[2]);
    for (const [name, value] of Object.entries(options)) assert.deepEqual(requested[name], value);
  });
}

for (const [parameters, names] of [
  [{ routingStatuses: 'idle, Interacting,' }, ['Amina Diallo', 'Jonas Weber']],
  [{ routingStatuses: 'COMMUNICATING' }, []],
  [{ presences: 'meal' }, ['Sofia Lind']],
  [{ presences: 'on queue,Meal' }, ['Amina Diallo', 'Jonas Weber', 'Sofia Lind']],
  [{ skills: 'claims' }, ['Amina Diallo', 'Jonas Weber']],
  [{ skills: 'Claims,REFUNDS' }, ['Jonas Weber']],
  [{ skills: 'Claim' }, []],
  [{ skills: 'Fraud' }, []],
  [{ languages: 'german' }, ['Amina Diallo', 'Jonas Weber']],
  [
    { skills: 'Claims', languages: 'English', routingStatuses: 'IDLE', presences: 'On Queue' },
    ['Amina Diallo'],
  ],
] as const) {
  test(`${JSON.stringify(parameters)} selects ${names.join(' and ') || 'nobody'}`, async () => {
    assert.deepEqual(await namesFor(parameters), names);
  });
}

test('every routing status and presence is counted, and any other presence as such', async () => {
  const inStatus = (status: string, systemPresence: string, index: number) => ({
    id: `u${index}`,
    routingStatus: { status },
    user: { name: `User ${index}`, presence: { presenceDefinition: { systemPresence } } },
  });
  const data = await dataOf({}, [
    inStatus('COMMUNICATING', 'Available', 1),
    inStatus('NOT_RESPONDING', 'ON_QUEUE', 2),
    ...['Busy', 'Away', 'Break', 'Meeting', 'Training', 'Offline', 'Idle', 'Out Of Office', 'New'].map(
      (presence, index) => inStatus('OFF_QUEUE', presence, 3 + index),
    ),
  ]);
  assert.partialDeepStrictEqual(data, {
    memberCount: 11,
    isAnyAgentIdle: false,
    idleAgents: 0,
    communicatingAgents: 1,
    notRespondingAgents: 1,
    offQueueAgents: 9,
    onQueueAgents: 1,
    availableAgents: 1,
    busyAgents: 1,
    awayAgents: 1,
    breakAgents: 1,
    meetingAgents: 1,
    trainingAgents: 1,
    offlineAgents: 1,
    otherPresenceAgents: 3,
  });
  assert.equal(data.members[0].name, 'User 1');
});

test('a queue without members has zeros', async () => {
  assert.partialDeepStrictEqual(await dataOf({ skills: 'Claims', includeSkills: true }, []), {
    memberCount: 0,
    isAnyAgentIdle: false,
    otherPresenceAgents: 0,
    members: [],
    skills: [],
  });
});

test('a member without status and presence has a row, but meets no filter by them', async () => {
  const unknown = { ...sofia, routingStatus: null, user: null };
  assert.partialDeepStrictEqual(await dataOf({}, [amina, unknown]), {
    memberCount: 2,
    idleAgents: 1,
    offQueueAgents: 0,
    otherPresenceAgents: 1,
    members: [
      { userId: amina?.id },
      { userId: sofia?.id, name: 'Sofia Lind', routingStatus: '', presence: '' },
    ],
  });
  assert.deepEqual(await namesFor({ presences: 'Meal,On Queue' }, [amina, unknown]), ['Amina Diallo']);
});

test('the routing status may be a part of the user', async () => {
  const { routingStatus, user, ...member } = amina ?? assert.fail();
  assert.deepEqual(
    await namesFor({ routingStatuses: 'IDLE' }, [{ ...member, user: { ...user, routingStatus } }]),
    ['Amina Diallo'],
  );
});

for (const [parameters, part] of [
  [{}, 'routingStatus'],
  [{}, 'presence'],
  [{ routingStatuses: 'IDLE' }, 'routingStatus'],
  [{ presences: 'Meal' }, 'presence'],
  [{ skills: 'Claims' }, 'skills'],
  [{ languages: 'German' }, 'languages'],
] as const) {
  test(`${JSON.stringify(parameters)} fails if no member has ${part}, instead of counting or selecting nobody`, async () => {
    const bare = [amina, jonas].map((member) => ({
      ...member,
      user: { ...member?.user, [part]: undefined },
      ...(part === 'routingStatus' && { routingStatus: undefined }),
    }));
    await assert.rejects(dataOf(parameters, bare), {
      code: 'genesys_unavailable',
      message: `Genesys left out the ${part} of all members`,
    });
  });
}

test('with a name, the queue with exactly this name is looked up first', async () => {
  const queues = [
    { id: 'other', name: 'CLAIMS' },
    { id: QUEUE, name: 'Claims' },
  ];
  const routing = { ...responses.routing, getRoutingQueues: { entities: queues } };
  const { sent, data } = await send(queueMembers, { name: ' Claims ' }, { routing });
  assert.deepEqual(sent[0], ['getRoutingQueues', { name: 'Claims', pageSize: 25 }]);
  assert.deepEqual(sent[1]?.slice(0, 2), ['getRoutingQueueMembers', QUEUE]);
  assert.partialDeepStrictEqual(data, { queueId: QUEUE, memberCount: 3 });
  const { operations } = queueMembers.parse({ name: 'Claims' }).call;
  assert.deepEqual(
    operations.map(({ name }) => name),
    ['getRoutingQueues', 'getRoutingQueueMembers'],
  );
});

test('a name that no queue has is "not found"', async () => {
  for (const entities of [[], [{ id: QUEUE, name: 'Claims 2' }], undefined])
    await assert.rejects(
      send(queueMembers, { name: 'Claims' }, { routing: { getRoutingQueues: { entities } } }),
      {
        code: 'genesys_not_found',
        message: 'Genesys has no queue named "Claims"',
      },
    );
});

for (const [body, problem] of [
  [{}, 'queueId: expected either queueId or name, got neither'],
  [{ queueId: QUEUE, name: 'a' }, 'queueId: expected either queueId or name, got both'],
  [
    { queueId: QUEUE, routingStatuses: 'IDLE,Busy' },
    'routingStatuses: expected IDLE, INTERACTING, COMMUNICATING, NOT_RESPONDING or OFF_QUEUE, got "busy"',
  ],
  [{ queueId: QUEUE, joined: 'maybe' }, 'joined: expected true or false, got "maybe"'],
] as const) {
  test(`${JSON.stringify(body)} is rejected with "${problem}"`, () => {
    assert.deepEqual(problemsOf(queueMembers, body), [problem]);
  });
}

test('with an id, the data depends on that queue; with a name, on all queues', () => {
  const dependencies = (body: object) => queueMembers.parse(body).invalidatedBy;
  assert.deepEqual(dependencies({ queueId: QUEUE }), [{ entityType: 'Queue', ids: [QUEUE] }]);
  assert.deepEqual(dependencies({ name: 'Claims' }), [{ entityType: 'Queue', ids: 'any' }]);
});

test('a response that is not a listing of members is rejected', async () => {
  for (const response of [null, 'ok', {}, { entities: {} }, { entities: [{}] }, { entities: [{ id: 5 }] }]) {
    const routing = { getRoutingQueueMembers: response };
    assert.equal(
      await accepts(queueMembers, { queueId: QUEUE }, { routing }),
      false,
      JSON.stringify(response),
    );
  }
});

test('the simulator has members by id and by name, and knows no other queue', async (t) => {
  const { request } = await startService(t);
  const byName = Object((await request('queue-members', { name: 'vip support' })).body.data);
  assert.deepEqual([byName.memberCount, byName.idleAgents, byName.mealAgents], [9, 2, 1]);
  const byId = await request('queue-members', { queueId: byName.queueId });
  assert.deepEqual(byId.body.data, byName);
  const idle = await request('queue-members', { queueId: byName.queueId, routingStatuses: 'IDLE' });
  assert.partialDeepStrictEqual(idle.body.data, { memberCount: 2, idleAgents: 2 });
  for (const parameters of [{ name: 'VIP' }, { queueId: 'a' }])
    assert.equal((await request('queue-members', parameters)).statusCode, 404);
});

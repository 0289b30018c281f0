import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queueObservations } from '../../../lambda/actions/queue-observations.ts';
import { send } from '../../support/actions.ts';
import { bodies } from '../../support/bodies.ts';

const QUEUE = 'c3a9f1d2-5b7e-4c60-9f1a-7d2e8b4a6c35';
const OTHER = '0b1c2d3e-5b7e-4c60-9f1a-7d2e8b4a6c35';
const respondingWith = (body: unknown) => ({ routing: { postAnalyticsQueuesObservationsQuery: body } });

/** The data for the voice observations of one queue. */
async function voiceOf(...metrics: object[]) {
  const results = [{ group: { queueId: QUEUE, mediaType: 'voice' }, data: metrics }];
  const parameters = { queueIds: QUEUE, mediaType: 'voice' };
  return (await send(queueObservations, parameters, respondingWith({ results }))).data;
}

const inStatus = (qualifier: string, count: number) => ({
  metric: 'oOnQueueUsers',
  qualifier,
  stats: { count },
});

for (const [counts, expected] of [
  [
    { IDLE: 0, INTERACTING: 7, NOT_RESPONDING: 2 },
    { onQueueAgents: [9], idleAgents: [0], isAnyAgentIdle: false },
  ],
  [{ IDLE: 1 }, { onQueueAgents: [1], idleAgents: [1], isAnyAgentIdle: true }],
  [{ INTERACTING: 7 }, { onQueueAgents: [7], interactingAgents: [7] }],
  [{ COMMUNICATING: 3 }, { onQueueAgents: [3], communicatingAgents: [3] }],
  [{ NOT_RESPONDING: 2 }, { onQueueAgents: [2], notRespondingAgents: [2] }],
  [
    { OFF_QUEUE: 4, IDLE: 1 },
    { onQueueAgents: [1], offQueueAgents: [4] },
  ],
  [
    { A_NEW_STATUS: 5, IDLE: 1 },
    { onQueueAgents: [6], idleAgents: [1] },
  ],
] as const) {
  test(`agents in the statuses ${JSON.stringify(counts)} are ${JSON.stringify(expected)}`, async () => {
    const data = await voiceOf(...Object.entries(counts).map(([status, count]) => inStatus(status, count)));
    assert.partialDeepStrictEqual(data, expected);
  });
}

test('an agent is idle if one is in any of the queues, whatever the order', async () => {
  const results = [
    { group: { queueId: QUEUE }, data: [inStatus('INTERACTING', 2)] },
    { group: { queueId: OTHER }, data: [inStatus('IDLE', 1)] },
  ];
  const parameters = { queueIds: [QUEUE, OTHER], mediaType: 'voice' };
  const { data } = await send(queueObservations, parameters, respondingWith({ results }));
  assert.partialDeepStrictEqual(data, {
    idleAgents: [1, 0],
    interactingAgents: [0, 2],
    isAnyAgentIdle: true,
  });
});

test('agents are counted once if several groups include them', async () => {
  const data = [inStatus('IDLE', 2), inStatus('INTERACTING', 5)];
  const results = [
    { group: { queueId: QUEUE, mediaType: 'voice' }, data },
    { group: { queueId: QUEUE, mediaType: 'chat' }, data },
  ];
  const parameters = { queueIds: QUEUE, mediaType: 'voice' };
  const { data: observed } = await send(queueObservations, parameters, respondingWith({ results }));
  assert.partialDeepStrictEqual(observed, { onQueueAgents: [7], idleAgents: [2], interactingAgents: [5] });
});

test('with includePresences, agents are also counted by presence', async () => {
  const parameters = { queueIds: [QUEUE, OTHER], mediaType: 'voice', includePresences: 'true' };
  const { sent, data } = await send(queueObservations, parameters, respondingWith(bodies.observedPresences));
  assert.partialDeepStrictEqual(sent, [
    [
      'postAnalyticsQueuesObservationsQuery',
      { metrics: ['oWaiting', 'oInteracting', 'oLongestWaiting', 'oOnQueueUsers', 'oUserPresences'] },
    ],
  ]);
  assert.partialDeepStrictEqual(data, {
    presenceQueueIds: [QUEUE, QUEUE, QUEUE],
    presences: ['On Queue', 'Available', ''],
    presenceIds: [
      'e08eaf1b-ee47-4fa9-a231-1200e284798f',
      '1f4b7e2a-0c35-4d8e-b6a1-94c7d2e83f50',
      '5d2b8e14-7c93-4a6f-8e01-b3f64d9a2c78',
    ],
    presenceAgents: [9, 2, 1],
    onQueueAgents: [0, 9],
    idleAgents: [0, 0],
    offQueueAgents: [0, 3],
    isAnyAgentIdle: false,
  });
});

test('presences are part of the key, so an entry without them is not served for a request with them', () => {
  const inputOf = (more: object) => queueObservations.parse({ queueIds: QUEUE, ...more }).input;
  assert.deepEqual(inputOf({}), inputOf({ includePresences: 'False' }));
  assert.notDeepEqual(inputOf({}), inputOf({ includePresences: true }));
});

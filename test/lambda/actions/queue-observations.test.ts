import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queueObservations } from '../../../lambda/actions/queue-observations.ts';
import { accepts, NOW_MS, problemsOf, send } from '../../support/actions.ts';
import { bodies } from '../../support/bodies.ts';

const QUEUE = 'c3a9f1d2-5b7e-4c60-9f1a-7d2e8b4a6c35';
const OTHER = '0b1c2d3e-5b7e-4c60-9f1a-7d2e8b4a6c35';
const MEDIA_TYPES = ['voice', 'callback', 'chat', 'email', 'message'];
const NO_PRESENCES = { presenceQueueIds: [], presences: [], presenceIds: [], presenceAgents: [] };
const respondingWith = (body: unknown) => ({ routing: { postAnalyticsQueuesObservationsQuery: body } });
const ids = (count: number) => Array.from({ length: count }, (_, index) => `q${index}`).join();

/** The data for the voice observations of one queue. */
async function voiceOf(...metrics: object[]) {
  const results = [{ group: { queueId: QUEUE, mediaType: 'voice' }, data: metrics }];
  const parameters = { queueIds: QUEUE, mediaType: 'voice' };
  return (await send(queueObservations, parameters, respondingWith({ results }))).data;
}

test('one query requests each queue once, sorted by id and for all media types', async () => {
  const parameters = { queueIds: ` ${QUEUE.toUpperCase()},${OTHER},${QUEUE}`, mediaType: 'Voice' };
  const { sent } = await send(queueObservations, parameters, respondingWith(bodies.observations));
  const predicate = { type: 'dimension', dimension: 'queueId', operator: 'matches' };
  assert.deepEqual(sent, [
    [
      'postAnalyticsQueuesObservationsQuery',
      {
        filter: { type: 'or', predicates: [OTHER, QUEUE].map((value) => ({ ...predicate, value })) },
        metrics: ['oWaiting', 'oInteracting', 'oLongestWaiting', 'oOnQueueUsers'],
      },
    ],
  ]);
});

test('with a media type, there is one row per queue, even if Genesys has no observations for it', async () => {
  const parameters = { queueIds: [QUEUE, OTHER], mediaType: 'voice' };
  assert.deepEqual((await send(queueObservations, parameters, respondingWith(bodies.observations))).data, {
    queueIds: [OTHER, QUEUE],
    mediaTypes: ['voice', 'voice'],
    waiting: [0, 4],
    interacting: [0, 9],
    longestWaitSeconds: [0, 187],
    onQueueAgents: [0, 15],
    idleAgents: [0, 3],
    interactingAgents: [0, 11],
    communicatingAgents: [0, 0],
    notRespondingAgents: [0, 1],
    offQueueAgents: [0, 0],
    totalWaiting: 4,
    totalInteracting: 9,
    maxWaitSeconds: 187,
    isAnyAgentIdle: true,
    ...NO_PRESENCES,
  });
});

test('without a media type, there is one row per media type', async () => {
  const parameters = { queueIds: QUEUE };
  assert.deepEqual((await send(queueObservations, parameters, respondingWith(bodies.observations))).data, {
    queueIds: MEDIA_TYPES.map(() => QUEUE),
    mediaTypes: MEDIA_TYPES,
    waiting: [4, 0, 0, 0, 0],
    interacting: [9, 0, 0, 0, 2],
    longestWaitSeconds: [187, 0, 0, 0, 0],
    onQueueAgents: [15, 15, 15, 15, 15],
    idleAgents: [3, 3, 3, 3, 3],
    interactingAgents: [11, 11, 11, 11, 11],
    communicatingAgents: [0, 0, 0, 0, 0],
    notRespondingAgents: [1, 1, 1, 1, 1],
    offQueueAgents: [0, 0, 0, 0, 0],
    totalWaiting: 4,
    totalInteracting: 11,
    maxWaitSeconds: 187,
    isAnyAgentIdle: true,
    ...NO_PRESENCES,
  });
});

for (const body of [
  {},
  { results: [] },
  { results: null },
  { systemToOrganizationMappings: {} },
  { systemToOrganizationMappings: null, results: null },
  { results: [{ group: { queueId: QUEUE } }] },
  { results: [{ group: { queueId: QUEUE }, data: null }] },
]) {
  test(`the response ${JSON.stringify(body)} is read as a row of zeros`, async () => {
    const { data } = await send(
      queueObservations,
      { queueIds: QUEUE, mediaType: 'chat' },
      respondingWith(body),
    );
    const row = {
      waiting: [0],
      interacting: [0],
      longestWaitSeconds: [0],
      onQueueAgents: [0],
      idleAgents: [0],
    };
    assert.partialDeepStrictEqual(data, {
      queueIds: [QUEUE],
      mediaTypes: ['chat'],
      ...row,
      maxWaitSeconds: 0,
      isAnyAgentIdle: false,
    });
  });
}

for (const [value, seconds] of [
  [NOW_MS - 90_400, 90],
  [NOW_MS - 90_600, 91],
  [NOW_MS, 0],
  [NOW_MS + 5000, 0],
  [999_999_999_999, 1_000_000_000],
  [1e12, Math.round((NOW_MS - 1e12) / 1000)],
  [45_000, 45],
  [0, 0],
  [null, 0],
] as const) {
  test(`an oLongestWaiting of ${value} is a longest wait of ${seconds} s`, async () => {
    const longest = { metric: 'oLongestWaiting', stats: { calculatedMetricValue: value } };
    assert.partialDeepStrictEqual(await voiceOf(longest), {
      longestWaitSeconds: [seconds],
      maxWaitSeconds: seconds,
    });
  });
}

test('another media type has a row only if something is observed in it, and counts towards the totals', async () => {
  const waiting = { metric: 'oWaiting', stats: { count: 2 } };
  const results = [{ group: { queueId: QUEUE, mediaType: 'internalmessage' }, data: [waiting] }];
  const { data } = await send(
    queueObservations,
    { queueIds: `${QUEUE},${OTHER}` },
    respondingWith({ results }),
  );
  assert.partialDeepStrictEqual(data, {
    queueIds: [...MEDIA_TYPES.map(() => OTHER), ...MEDIA_TYPES.map(() => QUEUE), QUEUE],
    mediaTypes: [...MEDIA_TYPES, ...MEDIA_TYPES, 'internalmessage'],
    totalWaiting: 2,
  });
});

for (const mediaType of [
  ...MEDIA_TYPES,
  'video',
  'cobrowse',
  'screenshare',
  'screenmonitoring',
  'internalmessage',
]) {
  test(`the media type ${mediaType} is accepted`, async () => {
    const results = [
      { group: { queueId: QUEUE, mediaType }, data: [{ metric: 'oWaiting', stats: { count: 1 } }] },
    ];
    const { data } = await send(
      queueObservations,
      { queueIds: QUEUE, mediaType },
      respondingWith({ results }),
    );
    assert.partialDeepStrictEqual(data, { mediaTypes: [mediaType], waiting: [1] });
  });
}

test('metrics without numbers, unknown metrics and other queues are ignored', async () => {
  const waiting = { metric: 'oWaiting', stats: { count: 3 } };
  const counted = await voiceOf(
    { metric: 'oWaiting' },
    { metric: 'oWaiting', stats: {} },
    { ...waiting, metric: 'oOther' },
  );
  assert.partialDeepStrictEqual(counted, { waiting: [0] });
  const results = [{ group: { queueId: OTHER, mediaType: 'voice' }, data: [waiting] }];
  const { data } = await send(queueObservations, { queueIds: QUEUE }, respondingWith({ results }));
  assert.partialDeepStrictEqual(data, { totalWaiting: 0 });
});

for (const [body, problem] of [
  [{}, 'queueIds: expected a value, because it is required'],
  [{ queueIds: ' , ' }, 'queueIds: expected at least one id, got []'],
  [{ queueIds: 5 }, 'queueIds: expected ids as an array of strings or one comma-separated string, got 5'],
  [
    { queueIds: QUEUE, mediaType: 'call' },
    'mediaType: expected voice, callback, chat, email, message, video, cobrowse, screenshare, ' +
      'screenmonitoring or internalmessage, got "call"',
  ],
  [{ queueIds: QUEUE, includePresences: 'yes' }, 'includePresences: expected true or false, got "yes"'],
] as const) {
  test(`${JSON.stringify(body)} is rejected with "${problem}"`, () => {
    assert.deepEqual(problemsOf(queueObservations, body), [problem]);
  });
}

test('queue-observations accepts 1 to 100 ids', () => {
  assert.deepEqual(problemsOf(queueObservations, { queueIds: ids(1) }), []);
  assert.deepEqual(problemsOf(queueObservations, { queueIds: ids(100) }), []);
  assert.match(
    problemsOf(queueObservations, { queueIds: ids(101) })[0] ?? '',
    /^queueIds: expected at most 100 ids/,
  );
});

test('observations depend on their queues', () => {
  const { invalidatedBy } = queueObservations.parse({ queueIds: `${QUEUE},${OTHER}` });
  assert.deepEqual(invalidatedBy, [{ entityType: 'Queue', ids: [OTHER, QUEUE] }]);
});

test('a response with invalid results is rejected', async () => {
  for (const body of [
    null,
    [],
    'ok',
    { message: 'x' },
    { results: {} },
    { results: [{}] },
    { systemToOrganizationMappings: 'x' },
    { results: [], systemToOrganizationMappings: { ON_QUEUE: 'a' } },
  ])
    assert.equal(
      await accepts(queueObservations, { queueIds: QUEUE }, respondingWith(body)),
      false,
      JSON.stringify(body),
    );
});

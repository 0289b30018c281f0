import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queueWaitTime } from '../../../lambda/actions/queue-wait-time.ts';
import { accepts, problemsOf, send } from '../../support/actions.ts';
import { bodies } from '../../support/bodies.ts';

const queueId = 'c3a9f1d2-5b7e-4c60-9f1a-7d2e8b4a6c35';
const A_MEDIA_TYPE =
  'mediaType: expected call, callback, chat, email, message, socialExpression or videoComm, got';
const WHY =
  'conversationId: not supported, because the wait time of one conversation cannot be cached for others; ' +
  'use a data action of the Genesys Cloud Data Actions integration, got "c-1"';
const estimating = (...results: object[]) => ({ routing: { getRoutingQueueEstimatedwaittime: { results } } });

test('without a media type, the wait time of all media types is requested', async () => {
  const responses = { routing: { getRoutingQueueEstimatedwaittime: bodies.waitInAll } };
  const { sent, data } = await send(queueWaitTime, { queueId, mediaType: '', conversationId: '' }, responses);
  assert.deepEqual(sent, [['getRoutingQueueEstimatedwaittime', queueId]]);
  assert.deepEqual(data, { isKnown: true, waitSeconds: 187, formula: 'BEST' });
});

test('with a media type, only its wait time is requested', async () => {
  const responses = { routing: { getRoutingQueueMediatypeEstimatedwaittime: bodies.waitInCalls } };
  const { sent, data } = await send(queueWaitTime, { queueId, mediaType: ' Call' }, responses);
  assert.deepEqual(sent, [['getRoutingQueueMediatypeEstimatedwaittime', queueId, 'call']]);
  assert.deepEqual(data, { isKnown: true, waitSeconds: 64, formula: 'PATIENCE_ABANDON' });
});

for (const [label, results, data] of [
  ['no estimate', [], { isKnown: false, waitSeconds: 0, formula: '' }],
  [
    'no estimate',
    [{ intent: 'ALL', formula: 'SIMPLE', estimatedWaitTimeSeconds: 0 }],
    { isKnown: true, waitSeconds: 0, formula: 'SIMPLE' },
  ],
  [
    'several estimates, one of them for all media types',
    [
      { intent: 'CALL', formula: 'BEST', estimatedWaitTimeSeconds: 5 },
      { intent: 'ALL', formula: 'BEST', estimatedWaitTimeSeconds: 7 },
    ],
    { isKnown: true, waitSeconds: 7, formula: 'BEST' },
  ],
  [
    'an estimate for interactions with a label, then the general one',
    [
      { intent: 'ALL', formula: 'BEST', estimatedWaitTimeSeconds: 900, label: { id: 'l-1' } },
      { intent: 'ALL', formula: 'SIMPLE', estimatedWaitTimeSeconds: 30, label: null },
    ],
    { isKnown: true, waitSeconds: 30, formula: 'SIMPLE' },
  ],
  [
    'a labelled estimate for all media types and a general one for calls',
    [
      { intent: 'ALL', formula: 'BEST', estimatedWaitTimeSeconds: 900, label: {} },
      { intent: 'CALL', formula: 'SIMPLE', estimatedWaitTimeSeconds: 30 },
    ],
    { isKnown: true, waitSeconds: 30, formula: 'SIMPLE' },
  ],
  [
    'estimates for interactions with a label only',
    [{ intent: 'ALL', formula: 'BEST', estimatedWaitTimeSeconds: 900, label: { id: 'l-1' } }],
    { isKnown: false, waitSeconds: 0, formula: '' },
  ],
  [
    'a negative estimate with a fraction, without an intent or a formula',
    [{ estimatedWaitTimeSeconds: -0.4 }],
    { isKnown: true, waitSeconds: 0, formula: '' },
  ],
] as const) {
  test(`${label} is returned as ${JSON.stringify(data)}`, async () => {
    assert.deepEqual((await send(queueWaitTime, { queueId }, estimating(...results))).data, data);
  });
}

for (const formula of [
  'BEST',
  'SIMPLE',
  'ABANDON',
  'PATIENCE_ABANDON',
  'AI-ADJUSTED-AHT',
  'POSITION-IN-QUEUE',
  'A_NEW_FORMULA',
]) {
  test(`the formula ${formula} is returned as it is`, async () => {
    const estimate = { intent: 'ALL', formula, estimatedWaitTimeSeconds: 5 };
    const { data } = await send(queueWaitTime, { queueId }, estimating(estimate));
    assert.deepEqual(data, { isKnown: true, waitSeconds: 5, formula });
  });
}

for (const [given, mediaType, intent] of [
  ['videocomm', 'videoComm', 'VIDEOCOMM'],
  ['socialExpression', 'socialExpression', 'SOCIALEXPRESSION'],
  ['CALLBACK', 'callback', 'CALLBACK'],
]) {
  test(`the media type ${given} is requested as ${mediaType}`, async () => {
    const results = [
      { intent: 'ALL', formula: 'BEST', estimatedWaitTimeSeconds: 9 },
      { intent, formula: 'BEST', estimatedWaitTimeSeconds: 4 },
    ];
    const responses = { routing: { getRoutingQueueMediatypeEstimatedwaittime: { results } } };
    const { sent, data } = await send(queueWaitTime, { queueId, mediaType: given }, responses);
    assert.deepEqual(sent, [['getRoutingQueueMediatypeEstimatedwaittime', queueId, mediaType]]);
    assert.partialDeepStrictEqual(data, { waitSeconds: 4 });
  });
}

for (const [body, problems] of [
  [{ queueId, conversationId: 'c-1' }, [WHY]],
  [{ conversationId: 'c-1' }, [WHY, 'queueId: expected a value, because it is required']],
  [{ queueId, mediaType: 'voice' }, [`${A_MEDIA_TYPE} "voice"`]],
  [{ queueId, mediaType: 'all' }, [`${A_MEDIA_TYPE} "all"`]],
  [{ queueId: ' ' }, ['queueId: expected a value, because it is required']],
  [
    { queueId: '$' + '{input.queueId}' },
    ['queueId: expected a value; write $!{input.queueId} for an optional input, got "$' + '{input.queueId}"'],
  ],
  [{ queueId, label: 'a' }, ['label: unknown parameter, expected one of queueId, mediaType']],
] as const) {
  test(`${JSON.stringify(body)} is rejected with ${problems.length} problems`, () => {
    assert.deepEqual(problemsOf(queueWaitTime, body), problems);
  });
}

test('a wait time is invalidated with its queue', () => {
  const { invalidatedBy } = queueWaitTime.parse({ queueId: queueId.toUpperCase() });
  assert.deepEqual(invalidatedBy, [{ entityType: 'Queue', ids: [queueId] }]);
});

test('a response without a list of estimates in seconds is rejected', async () => {
  for (const body of [
    null,
    [],
    {},
    { results: {} },
    { results: [{}] },
    { results: [{ estimatedWaitTimeSeconds: '5' }] },
  ])
    assert.equal(
      await accepts(queueWaitTime, { queueId }, { routing: { getRoutingQueueEstimatedwaittime: body } }),
      false,
      JSON.stringify(body),
    );
});

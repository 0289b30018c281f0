import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serviceLevel } from '../../../lambda/actions/service-level.ts';
import { accepts, problemsOf, send } from '../../support/actions.ts';
import { bodies } from '../../support/bodies.ts';
import { startService } from '../../support/service.ts';

const QUEUE = 'c3a9f1d2-5b7e-4c60-9f1a-7d2e8b4a6c35';
const OTHER = '0b1c2d3e-5b7e-4c60-9f1a-7d2e8b4a6c35';
const UNKNOWN = '00000000-0000-4000-a000-000000000000';
const respondingWith = (body: unknown) => ({
  analytics: { postAnalyticsConversationsAggregatesQuery: body },
});
const NONE = {
  offered: 0,
  answered: 0,
  abandoned: 0,
  answeredInTime: 0,
  measured: 0,
  serviceLevel: 0,
  averageWaitSeconds: 0,
};

/** The data for these metrics of one queue. */
async function dataOf(...metrics: object[]) {
  const results = [{ group: { queueId: QUEUE, mediaType: 'voice' }, data: [{ metrics }] }];
  return Object((await send(serviceLevel, { queueIds: QUEUE }, respondingWith({ results }))).data);
}

test('one query requests the figures of the last 30 minutes by queue and media type', async () => {
  const parameters = { queueIds: ` ${QUEUE.toUpperCase()},${OTHER},${QUEUE}` };
  const { sent } = await send(serviceLevel, parameters, respondingWith(bodies.aggregates));
  const predicate = { type: 'dimension', dimension: 'queueId', operator: 'matches' };
  assert.deepEqual(sent, [
    [
      'postAnalyticsConversationsAggregatesQuery',
      {
        interval: '2026-01-12T08:30:00.000Z/2026-01-12T09:00:00.000Z',
        groupBy: ['queueId', 'mediaType'],
        filter: {
          type: 'and',
          clauses: [{ type: 'or', predicates: [OTHER, QUEUE].map((value) => ({ ...predicate, value })) }],
        },
        metrics: ['nOffered', 'tAnswered', 'tAbandon', 'oServiceLevel', 'tWait'],
      },
    ],
  ]);
});

test('with a media type, Genesys filters by it', async () => {
  const parameters = { queueIds: QUEUE, mediaType: 'Voice' };
  const { sent } = await send(serviceLevel, parameters, respondingWith({}));
  const { clauses } = Object(sent[0]?.[1]).filter;
  assert.deepEqual(clauses[1], {
    type: 'or',
    predicates: [{ type: 'dimension', dimension: 'mediaType', operator: 'matches', value: 'voice' }],
  });
});

test('service levels and waits are weighted, over media types and over queues', async () => {
  const parameters = { queueIds: `${QUEUE},${OTHER},${UNKNOWN}` };
  const { data } = await send(serviceLevel, parameters, respondingWith(bodies.aggregates));
  assert.deepEqual(data, {
    from: '2026-01-12T08:30:00.000Z',
    to: '2026-01-12T09:00:00.000Z',
    isServiceLevelKnown: true,
    offered: 53,
    answered: 43,
    abandoned: 7,
    answeredInTime: 32,
    measured: 50,
    serviceLevel: 0.64,
    averageWaitSeconds: 23,
    queues: [
      { ...NONE, queueId: UNKNOWN },
      { ...NONE, queueId: OTHER, offered: 2, abandoned: 2, measured: 2, averageWaitSeconds: 48 },
      {
        queueId: QUEUE,
        offered: 51,
        answered: 43,
        abandoned: 5,
        answeredInTime: 32,
        measured: 48,
        serviceLevel: 0.6667,
        averageWaitSeconds: 22,
      },
    ],
  });
});

for (const [minutes, from] of [
  [1, '2026-01-12T08:55:00.000Z'],
  [5, '2026-01-12T08:55:00.000Z'],
  ['6.0', '2026-01-12T08:50:00.000Z'],
  [58, '2026-01-12T08:00:00.000Z'],
  [1440, '2026-01-11T09:00:00.000Z'],
] as const) {
  test(`${minutes} minutes begin at ${from}`, async () => {
    const { data } = await send(serviceLevel, { queueIds: QUEUE, minutes }, respondingWith({}));
    assert.partialDeepStrictEqual(data, { from, to: '2026-01-12T09:00:00.000Z' });
  });
}

test('periods that are rounded to the same length share an entry', () => {
  const inputFor = (minutes: unknown) => serviceLevel.parse({ queueIds: QUEUE, minutes }).input;
  assert.deepEqual(inputFor(26), inputFor('30'));
  assert.deepEqual(inputFor(''), inputFor(30));
  assert.notDeepEqual(inputFor(25), inputFor(26));
});

for (const body of [
  {},
  { results: [] },
  { results: null },
  { results: [{ group: { queueId: QUEUE } }] },
  { results: [{ group: { queueId: QUEUE, mediaType: null }, data: null }] },
  { results: [{ group: { queueId: QUEUE }, data: [{}] }] },
  { results: [{ group: { queueId: QUEUE }, data: [{ metrics: null }] }] },
  { results: [{ group: { queueId: QUEUE }, data: [{ metrics: [{ metric: 'nOffered' }] }] }] },
  { results: [{ group: { queueId: QUEUE }, data: [{ metrics: [{ metric: 'tWait', stats: null }] }] }] },
]) {
  test(`the response ${JSON.stringify(body)} is read as zeros, without a service level`, async () => {
    const { data } = await send(serviceLevel, { queueIds: QUEUE }, respondingWith(body));
    assert.partialDeepStrictEqual(data, {
      ...NONE,
      isServiceLevelKnown: false,
      queues: [{ ...NONE, queueId: QUEUE }],
    });
  });
}

for (const [label, stats, expected] of [
  ['0 of 4', { numerator: 0, denominator: 4 }, { isServiceLevelKnown: true, serviceLevel: 0 }],
  ['4 of 4', { numerator: 4, denominator: 4 }, { isServiceLevelKnown: true, serviceLevel: 1 }],
  ['1 of 3', { numerator: 1, denominator: 3 }, { isServiceLevelKnown: true, serviceLevel: 0.3333 }],
  ['0 of 0', { numerator: 0, denominator: 0, ratio: 1 }, { isServiceLevelKnown: false, serviceLevel: 0 }],
  ['a ratio only', { ratio: 0.8 }, { isServiceLevelKnown: false, serviceLevel: 0 }],
  ['nulls', { numerator: null, denominator: null }, { isServiceLevelKnown: false, serviceLevel: 0 }],
] as const) {
  test(`a service level of ${label} is ${JSON.stringify(expected)}`, async () => {
    assert.partialDeepStrictEqual(await dataOf({ metric: 'oServiceLevel', stats }), expected);
  });
}

test('the figures of several intervals are added up, and other metrics are ignored', async () => {
  const offered = { metric: 'nOffered', stats: { count: 2 } };
  const data = [{ metrics: [offered, { metric: 'tHandle', stats: { count: 9 } }] }, { metrics: [offered] }];
  const results = [{ group: { queueId: QUEUE.toUpperCase() }, data }];
  const response = await send(serviceLevel, { queueIds: QUEUE }, respondingWith({ results }));
  assert.partialDeepStrictEqual(response.data, { offered: 4, answered: 0 });
});

test('a queue that was not requested is not counted', async () => {
  const { data } = await send(serviceLevel, { queueIds: OTHER }, respondingWith(bodies.aggregates));
  assert.partialDeepStrictEqual(data, { offered: 2, queues: [{ queueId: OTHER, offered: 2 }] });
  assert.equal(Object(data).queues.length, 1);
});

for (const [body, problem] of [
  [{}, 'queueIds: expected a value, because it is required'],
  [{ queueIds: QUEUE, minutes: 0 }, 'minutes: expected an integer from 1 to 1440, got 0'],
  [{ queueIds: QUEUE, minutes: 1441 }, 'minutes: expected an integer from 1 to 1440, got 1441'],
  [{ queueIds: QUEUE, minutes: '1.5' }, 'minutes: expected an integer from 1 to 1440, got "1.5"'],
] as const) {
  test(`${JSON.stringify(body)} is rejected with "${problem}"`, () => {
    assert.deepEqual(problemsOf(serviceLevel, body), [problem]);
  });
}

test('the data depends on its queues', () => {
  const { invalidatedBy } = serviceLevel.parse({ queueIds: `${QUEUE},${OTHER}` });
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
    { results: [{ group: {} }] },
    { results: [{ group: { queueId: QUEUE }, data: {} }] },
    { results: [{ group: { queueId: QUEUE }, data: [{ metrics: [{}] }] }] },
    {
      results: [{ group: { queueId: QUEUE }, data: [{ metrics: [{ metric: 'a', stats: { count: '1' } }] }] }],
    },
  ])
    assert.equal(
      await accepts(serviceLevel, { queueIds: QUEUE }, respondingWith(body)),
      false,
      JSON.stringify(body),
    );
});

test('the simulator has figures for a longer period that are higher, and none for an unknown queue', async (t) => {
  const { request } = await startService(t);
  const queueId = 'ef871c05-3104-464f-a268-17ded0a21903';
  const offeredIn = async (parameters: Record<string, unknown>) =>
    Object((await request('service-level', parameters)).body.data).offered;
  const half = await offeredIn({ queueIds: queueId, minutes: 30 });
  assert.ok(half > 0);
  assert.ok((await offeredIn({ queueIds: queueId, minutes: 60 })) > half);
  assert.ok((await offeredIn({ queueIds: queueId, minutes: 30, mediaType: 'voice' })) < half);
  assert.equal(await offeredIn({ queueIds: UNKNOWN }), 0);
});

test('the period ends when Genesys is called; a hit has the period of its entry', async (t) => {
  const { request, clock } = await startService(t);
  const parameters = { queueIds: QUEUE, minutes: 5 };
  const periods: unknown[] = [];
  for (const afterMs of [0, 20_000, 20_000]) {
    clock.skip(afterMs);
    const { from, to } = Object((await request('service-level', parameters)).body.data);
    assert.equal(Date.parse(to) - Date.parse(from), 300_000);
    periods.push(Date.parse(to) - clock.epochMs());
  }
  const [first = 0, hit = 0, second = 0] = periods.map(Number);
  assert.ok(first > -1000 && second > -1000, `${periods}`);
  assert.ok(hit <= -20_000, `${periods}`);
});

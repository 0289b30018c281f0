import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Models } from 'purecloud-platform-client-v2';
import { tagsToInvalidate } from '../../lambda/cache/keys.ts';
import { createMovableClock } from '../support/movable-clock.ts';
import { startService } from '../support/service.ts';
import { simulatorFor } from '../support/simulator.ts';

const ID = '0e5a7c13-62d8-4f7b-8b1c-95d3e0a4f267';
const TO_CLOSING_MS = 100_000;
const DAY_MS = 86_400_000;

/** A service for a group in UTC that opened an hour ago and closes in 100 s, every day. */
async function start(
  t: TestContext,
  options: { rrule?: string; others?: number; callsPerMinute?: number } = {},
) {
  const { rrule = 'FREQ=DAILY', others = 0, callsPerMinute = 300 } = options;
  const clock = createMovableClock();
  const closesAtMs = Math.floor(clock.epochMs() / 1000) * 1000 + TO_CLOSING_MS;
  const local = (ms: number) => new Date(ms).toISOString().slice(0, 23);
  const schedule = (index: number): Models.Schedule => ({
    id: `s${index}`,
    name: `Schedule ${index}`,
    state: 'active',
    start: local(closesAtMs - 3_600_000 - 30 * DAY_MS),
    end: local(closesAtMs - 30 * DAY_MS),
    rrule,
  });
  const group = {
    id: ID,
    name: 'Claims Hours',
    timeZone: 'UTC',
    openSchedules: [{ id: 's0' }],
    state: 'active',
  };
  const simulator = await simulatorFor(t, {
    nowMs: clock.epochMs,
    schedules: Array.from({ length: 1 + others }, (_, index) => schedule(index)),
    scheduleGroups: [group],
  });
  const service = await startService(t, {
    simulator,
    ports: { clock },
    env: { GENESYS_CALLS_PER_MINUTE: String(callsPerMinute) },
  });
  const request = async (parameters = {}) => {
    const { statusCode, headers, body } = await service.request('schedule-group', {
      scheduleGroupId: ID,
      ...parameters,
    });
    return { statusCode, body, status: String(headers['Cache-Status']) };
  };
  return {
    ...service,
    clock,
    closesAt: (days = 0) => new Date(closesAtMs + days * DAY_MS).toISOString(),
    request,
  };
}

test('a hit after closing time says closed', async (t) => {
  const { clock, simulator, closesAt, request } = await start(t);
  const { body: before } = await request();
  assert.partialDeepStrictEqual(before, { source: 'api', data: { state: 'open', until: closesAt() } });
  clock.skip(TO_CLOSING_MS);
  const { body: after } = await request();
  const until = new Date(Date.parse(closesAt(1)) - 3_600_000).toISOString();
  assert.partialDeepStrictEqual(after, {
    source: 'cache',
    data: { state: 'closed', until, scheduleName: '' },
  });
  assert.equal(simulator.calls.api, 2);
});

test('while Genesys fails, a stale entry has the state of now, not that of its fetch', async (t) => {
  const { clock, simulator, request } = await start(t);
  assert.partialDeepStrictEqual((await request()).body, { data: { state: 'open' } });
  simulator.fail({ kind: 'status', status: 503 });
  clock.skip(1_000_000);
  const { body, status } = await request();
  assert.match(status, /; hit; ttl=-\d+; detail=genesys_unavailable$/);
  assert.partialDeepStrictEqual(body, { source: 'cache', stale: true, data: { state: 'closed' } });
});

test('requests for different times share an entry and its two calls', async (t) => {
  const { simulator, closesAt, request } = await start(t);
  for (const [days, state] of [
    [0, 'closed'],
    [-20, 'closed'],
    [300, 'closed'],
  ] as const)
    assert.partialDeepStrictEqual((await request({ at: closesAt(days) })).body, {
      data: { state, at: closesAt(days) },
    });
  for (const days of [-20, 0, 300]) {
    const at = new Date(Date.parse(closesAt(days)) - 1).toISOString();
    assert.partialDeepStrictEqual((await request({ at })).body, {
      data: { state: 'open', until: closesAt(days) },
    });
  }
  assert.equal(simulator.calls.api, 2);
});

for (const [entityType, entityId, isInvalidated] of [
  ['ScheduleGroup', ID, true],
  ['ScheduleGroup', 'another', false],
  ['Schedule', 's0', true],
  ['Schedule', 'another', true],
  ['Queue', ID, false],
] as const) {
  test(`a change of the ${entityType} ${entityId} ${isInvalidated ? 'invalidates the entry' : 'does not matter'}`, async (t) => {
    const { store, request } = await start(t);
    await request();
    const tags = tagsToInvalidate('schedule-group', { entityType, entityId });
    await store.invalidateTags(tags, new AbortController().signal);
    assert.equal((await request()).body.source, isInvalidated ? 'api' : 'cache');
  });
}

test('each further page of schedules counts towards the rate limit', async (t) => {
  const { simulator, request } = await start(t, { others: 200, callsPerMinute: 4 });
  assert.partialDeepStrictEqual((await request()).body, { data: { state: 'open' } });
  assert.equal(simulator.calls.api, 4);

  const short = await start(t, { others: 200, callsPerMinute: 3 });
  assert.partialDeepStrictEqual(await short.request(), {
    statusCode: 429,
    body: { code: 'genesys_rate_limited' },
  });
  assert.equal(short.simulator.calls.api, 2);
});

test('a rule that cannot be evaluated is a 422, which is remembered', async (t) => {
  const { simulator, request } = await start(t, { rrule: 'FREQ=SECONDLY' });
  const failure = { statusCode: 422, body: { code: 'genesys_data_unsupported' } };
  assert.partialDeepStrictEqual(await request(), failure);
  assert.partialDeepStrictEqual(await request(), failure);
  assert.equal(simulator.calls.api, 2);
});

for (const denied of ['routing:scheduleGroup:view', 'routing:schedule:view']) {
  test(`without ${denied} the error names both permissions`, async (t) => {
    const { simulator, request } = await start(t);
    simulator.permissions = simulator.permissions.filter((permission) => permission !== denied);
    const message =
      'the Genesys OAuth client lacks one of the permissions routing:scheduleGroup:view, routing:schedule:view';
    assert.partialDeepStrictEqual(await request(), { statusCode: 403, body: { message } });
  });
}

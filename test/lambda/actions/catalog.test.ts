import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataActions } from '../../../lambda/actions/catalog.ts';
import { GROUPS } from '../../../lambda/actions/define.ts';
import { jitteredLifetimeMs } from '../../../lambda/cache/freshness.ts';
import { createMemoryStore } from '../../../lambda/cache/memory-store.ts';
import { maxTtlSeconds, ttlVariable } from '../../../lambda/config/lifetime.ts';
import { exampleOf } from '../../support/actions.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { startService } from '../../support/service.ts';

test('every data action has a different TTL variable', () => {
  assert.ok(dataActions.size >= 5);
  assert.equal(new Set(Array.from(dataActions.keys(), ttlVariable)).size, dataActions.size);
});

test('the catalog has the data actions by group', () => {
  const order = Array.from(dataActions.values(), ({ group }) => GROUPS.indexOf(group));
  assert.deepEqual(
    order,
    order.toSorted((one, other) => one - other),
  );
});

for (const [name, action] of dataActions) {
  test(`${name} is registered under its own name, which is valid in a path and a Redis hash tag`, () => {
    assert.equal(action.name, name);
    assert.match(name, /^[a-z]+(-[a-z]+)*$/);
  });

  test(`${name} has a version, a summary and valid permissions, if any`, () => {
    assert(Number.isSafeInteger(action.version) && action.version >= 1);
    assert.match(action.summary, /^[A-Z].+\.$/);
    for (const permission of action.permission?.split(', ') ?? [])
      assert.match(permission, /^[a-zA-Z]+:[a-zA-Z]+:[a-zA-Z]+$/);
    assert.doesNotMatch(JSON.stringify(action), /TODO/);
  });

  test(`${name} accepts the examples of its inputs, with the same result each time`, () => {
    const request = action.parse(exampleOf(action));
    assert.deepEqual(request.input, action.parse(exampleOf(action)).input);
    assert.equal(request.call.permission, action.permission);
    assert.ok(request.call.operations.length >= 1);
    for (const { entityType, ids } of request.invalidatedBy) {
      assert.match(entityType, /^[A-Z][A-Za-z]+$/);
      assert.ok(ids === 'any' || ids.length > 0);
    }
  });

  test(`${name} has a TTL from 1 s to 1 day that stays below its max age even with jitter`, () => {
    const { ttlSeconds = 300, maxAgeSeconds = Infinity } = action;
    assert.ok(ttlSeconds >= 1 && ttlSeconds <= maxTtlSeconds(action));
    assert.ok(jitteredLifetimeMs(maxTtlSeconds(action), 1) <= maxAgeSeconds * 1000);
  });
}

/**
 * The outputs of each version. An entry of an older version is never served, so that no output is missing after an
 * upgrade. If this test fails, raise the version of the data action and add its outputs here.
 */
const OUTPUTS: Record<string, string> = {
  'queues v1': 'ids names total pageNumber pageCount',
  'queue v1':
    'id name description divisionId divisionName memberCount joinedMemberCount inQueueFlowId inQueueFlowName ' +
    'callingPartyName callingPartyNumber',
  'queue-wait-time v1': 'isKnown waitSeconds formula',
  'queue-observations v1':
    'queueIds mediaTypes waiting interacting longestWaitSeconds onQueueAgents totalWaiting totalInteracting ' +
    'maxWaitSeconds',
  'queue-observations v2':
    'queueIds mediaTypes waiting interacting longestWaitSeconds onQueueAgents idleAgents interactingAgents ' +
    'communicatingAgents notRespondingAgents offQueueAgents totalWaiting totalInteracting maxWaitSeconds ' +
    'isAnyAgentIdle presenceQueueIds presences presenceIds presenceAgents',
  'queue-members v1':
    'queueId memberCount isAnyAgentIdle idleAgents interactingAgents communicatingAgents notRespondingAgents ' +
    'offQueueAgents onQueueAgents availableAgents busyAgents awayAgents breakAgents mealAgents meetingAgents ' +
    'trainingAgents offlineAgents otherPresenceAgents userIds names routingStatuses presences skills skillAgents ' +
    'idleSkillAgents',
  'service-level v1':
    'from to offered answered abandoned isServiceLevelKnown serviceLevel answeredInTime measured averageWaitSeconds ' +
    'queueIds queueOffered queueAnswered queueAbandoned queueServiceLevels queueAnsweredInTime queueMeasured ' +
    'queueAverageWaitSeconds',
  'user v1': 'id name email title department divisionId divisionName',
  'emergency-group v1': 'isActive id name flowIds flowNames callRouteIds callRouteNames',
  'user-status v1': 'routingStatus routingStatusSince presence presenceId presenceSince presenceMessage',
  'schedule-group v1': 'id name state until at timeZone scheduleId scheduleName',
  'external-contact v1': 'id name firstName lastName organizationId organizationName matchCount',
  'data-table-row v1': 'key columnNames columnValues',
};

for (const [name, { version, contract }] of dataActions)
  test(`the outputs of ${name} are those of its version ${version}`, () => {
    assert.equal(Object.keys(contract.outputs).join(' '), OUTPUTS[`${name} v${version}`]);
  });

test('after an upgrade that adds outputs, an entry of the version before is fetched again', async (t) => {
  const current = dataActions.get('queue-observations') ?? assert.fail();
  const store = createMemoryStore(
    { maxEntries: 10, maxBytes: 100_000, maxKeptMs: 86_400_000 },
    createFakeClock(),
  );
  const serviceOf = (version: number) =>
    startService(t, {
      ports: { wrapStore: () => store, actions: new Map([[current.name, { ...current, version }]]) },
    });
  const before = await serviceOf(1);
  const parameters = { queueIds: 'ef871c05-3104-464f-a268-17ded0a21903' };
  const sources: unknown[] = [];
  for (const service of [before, before, await serviceOf(2)])
    sources.push((await service.request(current.name, parameters)).body.source);
  assert.deepEqual(sources, ['api', 'cache', 'api']);
});

for (const live of [
  'queue-wait-time',
  'queue-observations',
  'queue-members',
  'user-status',
  'emergency-group',
]) {
  test(`${live} has a max age of 60 s`, () => {
    assert.equal(dataActions.get(live)?.maxAgeSeconds, 60);
  });
}

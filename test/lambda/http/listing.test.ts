import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataActions } from '../../../lambda/actions/catalog.ts';
import { parseResponse, readEvent, startService } from '../../support/service.ts';

const EVENT = { ...readEvent('health'), path: '/dataactions' };

test('GET /dataactions lists the data actions with their configured TTLs, without a call to Genesys or Redis', async (t) => {
  const { simulator, records, invoke } = await startService(t, {
    env: {
      CACHE_TTL_SECONDS: '120',
      CACHE_STALE_IF_ERROR_SECONDS: '30',
      CACHE_TTL_SECONDS_QUEUE_WAIT_TIME: '5',
    },
  });
  const { statusCode, headers, body } = parseResponse(await invoke(EVENT));

  assert.equal(statusCode, 200);
  assert.equal(headers['Content-Type'], 'application/json');
  assert.ok(Array.isArray(body.dataActions));
  assert.deepEqual(
    body.dataActions
      .slice(0, 11)
      .map(({ name, path, permission, ttlSeconds, staleIfErrorSeconds, maxAgeSeconds }) => [
        ...[name, path, permission],
        ...[ttlSeconds, staleIfErrorSeconds, maxAgeSeconds],
      ]),
    [
      ['queues', '/dataaction/queues', 'routing:queue:view', 120, 30, null],
      ['queue', '/dataaction/queue', 'routing:queue:view', 120, 30, null],
      ['data-table-row', '/dataaction/data-table-row', 'architect:datatable:view', 60, 30, null],
      ['queue-wait-time', '/dataaction/queue-wait-time', 'routing:queue:view', 5, 30, 60],
      ['queue-observations', '/dataaction/queue-observations', 'analytics:queueObservation:view', 10, 30, 60],
      ['queue-members', '/dataaction/queue-members', 'routing:queue:view', 10, 30, 60],
      ['service-level', '/dataaction/service-level', 'analytics:conversationAggregate:view', 30, 30, 300],
      ['user', '/dataaction/user', 'directory:user:view', 120, 30, null],
      ['user-status', '/dataaction/user-status', null, 5, 30, 60],
      ['external-contact', '/dataaction/external-contact', 'externalContacts:contact:view', 60, 0, 300],
      ['emergency-group', '/dataaction/emergency-group', 'routing:emergencyGroup:view', 10, 30, 60],
    ],
  );
  assert.deepEqual(simulator.calls, { logins: 0, api: 0 });
  assert.deepEqual(records[0]?.events, []);
});

test('GET /dataactions describes each input (required, default) and each output (single value or list)', async (t) => {
  const { invoke } = await startService(t);
  const { body } = parseResponse(await invoke(EVENT));
  assert.ok(Array.isArray(body.dataActions));
  assert.deepEqual(
    body.dataActions.map(({ name }) => name),
    [...dataActions.keys()],
  );
  for (const { name, group, inputs, outputs, summary } of body.dataActions) {
    const { contract, ...action } = dataActions.get(name) ?? assert.fail(name);
    assert.deepEqual([group, summary], [action.group, action.summary]);
    assert.deepEqual(
      inputs.map((input: { name: string }) => input.name),
      Object.keys(contract.inputs),
    );
    assert.deepEqual(
      outputs.map((output: { name: string }) => output.name),
      Object.keys(contract.outputs),
    );
  }
  const [queues, , , waitTime] = body.dataActions;
  assert.partialDeepStrictEqual(queues.inputs[3], {
    name: 'pageSize',
    type: 'integer',
    required: false,
    default: 25,
  });
  assert.partialDeepStrictEqual(waitTime.inputs[0], { name: 'queueId', required: true, default: null });
  assert.partialDeepStrictEqual(queues.outputs[0], { name: 'ids', type: 'string[]' });
  assert.partialDeepStrictEqual(queues.outputs[2], { name: 'total', type: 'integer' });
});

test('/dataactions accepts only GET', async (t) => {
  const { invoke } = await startService(t);
  const { statusCode, headers } = parseResponse(await invoke({ ...EVENT, httpMethod: 'POST' }));
  assert.deepEqual([statusCode, headers.Allow], [405, 'GET']);
});

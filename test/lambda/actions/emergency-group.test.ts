import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emergencyGroup } from '../../../lambda/actions/emergency-group.ts';
import { accepts, problemsOf, send } from '../../support/actions.ts';
import { bodies } from '../../support/bodies.ts';
import { startService } from '../../support/service.ts';

const ID = '4c7e1f92-5a3b-4d68-b0c9-8f2d6a1e7b35';
const { emergencyGroup: group } = bodies;
const FLOOD = { flowId: '7d0a4b83-1c5e-4f92-a6d7-3e8b9c0f1a24', flowName: 'Flood Announcement' };
const CLOSED = { flowId: '8e1b5c94-2d6f-4a03-b7e8-4f9c0d1a2b35', flowName: 'Closed Announcement' };
const DATA = {
  isActive: true,
  id: ID,
  name: 'Claims Flood',
  flows: [
    { ...FLOOD, callRouteId: 'a1b2c3d4-0e5f-4a6b-8c7d-9e0f1a2b3c4d', callRouteName: 'Berlin Main' },
    { ...FLOOD, callRouteId: 'b2c3d4e5-1f60-4b7c-9d8e-0f1a2b3c4d5e', callRouteName: 'Berlin Claims' },
    { ...CLOSED, callRouteId: '', callRouteName: '' },
  ],
};
const listing = (...entities: object[]) => ({ architect: { getArchitectEmergencygroups: { entities } } });

test('with an id, the group itself is requested', async () => {
  const responses = { architect: { getArchitectEmergencygroup: group } };
  const { sent, data } = await send(
    emergencyGroup,
    { emergencyGroupId: ID.toUpperCase(), name: '' },
    responses,
  );
  assert.deepEqual(sent, [['getArchitectEmergencygroup', ID]]);
  assert.deepEqual(data, DATA);
});

test('with a name, the groups are filtered, and the one with exactly this name is returned', async () => {
  const others = ['Claims Flood 2', 'CLAIMS FLOOD'].map((name) => ({ ...group, id: name, name }));
  const { sent, data } = await send(emergencyGroup, { name: ' Claims Flood' }, listing(...others, group));
  assert.deepEqual(sent, [['getArchitectEmergencygroups', { name: 'Claims Flood', pageSize: 100 }]]);
  assert.deepEqual(data, DATA);
});

for (const [label, changes, data] of [
  ['an enabled group is active', { enabled: true }, { isActive: true }],
  ['a disabled group is not active', { enabled: false }, { isActive: false }],
  ['a group that does not say whether it is enabled is not active', { enabled: null }, { isActive: false }],
  ['a group without flows has no rows', { emergencyCallFlows: null }, { flows: [] }],
  [
    'a flow that was deleted has a row with empty values',
    { emergencyCallFlows: [{ ivrs: null }] },
    { flows: [{ flowId: '', flowName: '', callRouteId: '', callRouteName: '' }] },
  ],
] as const) {
  test(label, async () => {
    const result = await send(emergencyGroup, { name: group.name }, listing({ ...group, ...changes }));
    assert.partialDeepStrictEqual(result.data, data);
  });
}

for (const [label, entities] of [
  ['no group', []],
  ['a similar name', [{ ...group, name: 'Claims Flood 2' }]],
  ['a deleted group', [{ ...group, state: 'deleted' }]],
] as const) {
  test(`a listing with ${label} is "not found"`, async () => {
    await assert.rejects(send(emergencyGroup, { name: 'Claims Flood' }, listing(...entities)), {
      code: 'genesys_not_found',
      message: 'Genesys has no emergency group "Claims Flood"',
    });
  });
}

test('a deleted group is not found by id', async () => {
  const responses = { architect: { getArchitectEmergencygroup: { ...group, state: 'deleted' } } };
  await assert.rejects(send(emergencyGroup, { emergencyGroupId: ID }, responses), {
    message: `Genesys has no emergency group "${ID}"`,
  });
});

for (const [body, problem] of [
  [{}, 'emergencyGroupId: expected either emergencyGroupId or name, got neither'],
  [
    { emergencyGroupId: ID, name: 'a' },
    'emergencyGroupId: expected either emergencyGroupId or name, got both',
  ],
  [{ name: 'Claims*' }, 'name: expected a full name, without *, got "Claims*"'],
] as const) {
  test(`${JSON.stringify(body)} is rejected with "${problem}"`, () => {
    assert.deepEqual(problemsOf(emergencyGroup, body), [problem]);
  });
}

test('with an id, the data depends on that group; with a name, on all groups', () => {
  const dependencies = (body: object) => emergencyGroup.parse(body).invalidatedBy;
  assert.deepEqual(dependencies({ emergencyGroupId: ID }), [{ entityType: 'EmergencyGroup', ids: [ID] }]);
  assert.deepEqual(dependencies({ name: 'Claims Flood' }), [{ entityType: 'EmergencyGroup', ids: 'any' }]);
});

test('a response that is neither a group nor a listing of groups is rejected', async () => {
  for (const response of [null, [], {}, 'ok', { ...group, enabled: 'yes' }]) {
    const responses = { architect: { getArchitectEmergencygroup: response } };
    assert.equal(await accepts(emergencyGroup, { emergencyGroupId: ID }, responses), false);
  }
  for (const response of [null, 'ok', { entities: {} }, { entities: [{ id: 'a' }] }]) {
    const responses = { architect: { getArchitectEmergencygroups: response } };
    assert.equal(await accepts(emergencyGroup, { name: 'a' }, responses), false);
  }
});

test('the simulator has an active group and one that is not, and knows no other', async (t) => {
  const { request } = await startService(t);
  const active = Object((await request('emergency-group', { name: 'building evacuation' })).body.data);
  assert.deepEqual([active.isActive, active.flows.length], [true, 2]);
  const byId = await request('emergency-group', { emergencyGroupId: active.id });
  assert.deepEqual(byId.body.data, active);
  const other = await request('emergency-group', { name: 'Telephony Outage' });
  assert.partialDeepStrictEqual(other.body.data, { isActive: false });
  for (const parameters of [{ name: 'Building' }, { emergencyGroupId: 'a' }])
    assert.equal((await request('emergency-group', parameters)).statusCode, 404);
});

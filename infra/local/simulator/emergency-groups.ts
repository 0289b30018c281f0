import type { Models } from 'purecloud-platform-client-v2';
import { uuidOf } from './uuid.ts';

/** Two emergency groups: one that is active and used by two call routes, one that is not. Every call returns the same. */
export function sampleEmergencyGroups(): readonly Models.EmergencyGroup[] {
  return [
    sampleGroup('Building Evacuation', true, ['Main Line', 'Claims Line']),
    sampleGroup('Telephony Outage', false, ['Main Line']),
  ];
}

function sampleGroup(name: string, enabled: boolean, callRoutes: readonly string[]): Models.EmergencyGroup {
  const id = uuidOf(`emergency group ${name}`);
  return {
    id,
    name,
    division: reference('division', 'Home', '/api/v2/authorization/divisions'),
    version: 3,
    dateCreated: '2024-03-05T09:12:44.000+0000',
    dateModified: '2026-01-12T07:40:10.000+0000',
    modifiedBy: uuidOf('user 0'),
    createdBy: uuidOf('user 0'),
    state: 'active',
    enabled,
    emergencyCallFlows: [
      {
        emergencyFlow: reference('flow', `${name} Announcement`, '/api/v2/flows'),
        ivrs: callRoutes.map((route) => reference('ivr', route, '/api/v2/architect/ivrs')),
      },
    ],
    selfUri: `/api/v2/architect/emergencygroups/${id}`,
  };
}

function reference(kind: string, name: string, collectionUri: string) {
  const id = uuidOf(`${kind} ${name}`);
  return { id, name, selfUri: `${collectionUri}/${id}` };
}

import * as v from 'valibot';
import { DataActionError } from '../errors.ts';
import { quoted } from '../runtime/json.ts';
import { exactlyOne, withName } from './by-name.ts';
import { defineDataAction } from './define.ts';
import { id, wholeName } from './parameters.ts';

const text = v.nullish(v.string(), '');
const Reference = v.looseObject({ id: text, name: text });
const CallFlow = v.looseObject({
  emergencyFlow: v.nullish(Reference),
  ivrs: v.nullish(v.array(Reference), []),
});
const EmergencyGroup = v.looseObject({
  id: v.string(),
  name: v.string(),
  state: text,
  enabled: v.nullish(v.boolean(), false),
  emergencyCallFlows: v.nullish(v.array(CallFlow), []),
});
type EmergencyGroup = v.InferOutput<typeof EmergencyGroup>;

/** The filter by name may also find names that are similar. */
const PAGE_SIZE = 100;
/** In place of a reference that is missing. */
const NONE = { id: '', name: '' };

/**
 * One emergency group, by id (`GET /api/v2/architect/emergencygroups/{emergencyGroupId}`) or by its full name (`GET
 * /api/v2/architect/emergencygroups`, filtered by name).
 */
export const emergencyGroup = defineDataAction({
  name: 'emergency-group',
  group: 'opening hours',
  version: 1,
  summary: 'Returns whether an emergency group is active, and for which flows, by its id or full name.',
  permission: 'routing:emergencyGroup:view',
  ttlSeconds: 10,
  maxAgeSeconds: 60,
  // A change of any group may change which group has a name.
  invalidatedBy: [
    {
      entityType: 'EmergencyGroup',
      ids: ({ emergencyGroupId }) => (emergencyGroupId === undefined ? undefined : [emergencyGroupId]),
    },
  ],
  parameters: { emergencyGroupId: v.optional(id), name: v.optional(wholeName) },
  inputs: {
    emergencyGroupId: { type: 'string', description: 'Id of the emergency group. Set either this or name.' },
    name: {
      type: 'string',
      description: 'Full name of the group, ignoring case. Set either this or emergencyGroupId.',
      example: 'Building Evacuation',
    },
  },
  check: exactlyOne('emergencyGroupId', 'name'),
  outputs: {
    isActive: { path: 'isActive', type: 'boolean', description: 'Whether the emergency is declared.' },
    id: { path: 'id', type: 'string', description: 'Id of the emergency group.' },
    name: { path: 'name', type: 'string', description: 'Name of the emergency group.' },
    flowIds: {
      path: 'flows[*].flowId',
      type: 'string',
      description:
        'Id of the emergency flow of each row. There is one row per call route that uses the group.',
    },
    flowNames: { path: 'flows[*].flowName', type: 'string', description: 'Name of this flow.' },
    callRouteIds: {
      path: 'flows[*].callRouteId',
      type: 'string',
      description: 'Id of the call route (IVR) of each row; empty for a flow without one.',
    },
    callRouteNames: {
      path: 'flows[*].callRouteName',
      type: 'string',
      description: 'Name of this call route; empty for a flow without one.',
    },
  },
  operations: ({ emergencyGroupId }) => [
    {
      name: emergencyGroupId === undefined ? 'getArchitectEmergencygroups' : 'getArchitectEmergencygroup',
      family: 'architect',
    },
  ],
  send: async ({ architect }, { emergencyGroupId, name = '' }) =>
    emergencyGroupId === undefined
      ? architect.getArchitectEmergencygroups({ name, pageSize: PAGE_SIZE })
      : { entities: [await architect.getArchitectEmergencygroup(emergencyGroupId)] },
  body: v.looseObject({ entities: v.nullish(v.array(EmergencyGroup), []) }),
  toData: ({ entities }, { parameters: { emergencyGroupId = '', name } }) => {
    const existing = entities.filter(({ state }) => state !== 'deleted');
    const group = name === undefined ? existing[0] : withName(existing, name);
    if (group === undefined)
      throw new DataActionError(
        'genesys_not_found',
        `Genesys has no emergency group ${quoted(name ?? emergencyGroupId)}`,
      );
    return { isActive: group.enabled, id: group.id, name: group.name, flows: flowsOf(group) };
  },
});

/** One row for each call route of each flow. */
function flowsOf({ emergencyCallFlows }: EmergencyGroup) {
  return emergencyCallFlows.flatMap(({ emergencyFlow, ivrs }) =>
    (ivrs.length > 0 ? ivrs : [NONE]).map((callRoute) => ({
      flowId: emergencyFlow?.id ?? '',
      flowName: emergencyFlow?.name ?? '',
      callRouteId: callRoute.id,
      callRouteName: callRoute.name,
    })),
  );
}

import * as v from 'valibot';
import type { SdkOperation } from '../genesys/call.ts';
import { defineDataAction } from './define.ts';
import { id } from './parameters.ts';

const text = v.nullish(v.string(), '');
const GET_ROUTING_STATUS: SdkOperation = { name: 'getUserRoutingstatus', family: 'users' };
const GET_PRESENCE: SdkOperation = { name: 'getUserPresencesPurecloud', family: 'users' };

/**
 * The status of a user: `GET /api/v2/users/{userId}`, expanded by the routing status and the presence. Genesys requires no
 * permission. For an unknown user, this request fails with 404, whereas `/routingstatus` responds `OFF_QUEUE`.
 * Genesys does not guarantee expanded parts, so a missing part is requested on its own.
 */
export const userStatus = defineDataAction({
  name: 'user-status',
  group: 'people',
  version: 1,
  summary: "Returns a user's routing status and presence.",
  permission: undefined,
  ttlSeconds: 5,
  maxAgeSeconds: 60,
  invalidatedBy: [{ entityType: 'UserPresence', ids: ({ userId }) => [userId] }],
  parameters: { userId: id },
  inputs: {
    userId: {
      type: 'string',
      description: 'Id of the user.',
      example: '1d4a30d7-8de6-4e5f-a885-ffac2c6b8425',
    },
  },
  outputs: {
    routingStatus: {
      path: 'routingStatus',
      type: 'string',
      description: 'OFF_QUEUE, IDLE, INTERACTING, NOT_RESPONDING or COMMUNICATING.',
    },
    routingStatusSince: {
      path: 'routingStatusSince',
      type: 'string',
      description: 'When the status began, as an ISO 8601 date and time; may be empty.',
    },
    presence: {
      path: 'presence',
      type: 'string',
      description: 'System presence, for example Available, Busy or On Queue.',
    },
    presenceId: {
      path: 'presenceId',
      type: 'string',
      description: "Id of the presence definition, which may be one of the organisation's own.",
    },
    presenceSince: {
      path: 'presenceSince',
      type: 'string',
      description: 'When the presence began, as an ISO 8601 date and time; may be empty.',
    },
    presenceMessage: {
      path: 'presenceMessage',
      type: 'string',
      description: "The user's own message, such as an out-of-office message; may be empty.",
    },
  },
  operations: () => [{ name: 'getUser', family: 'users' }],
  send: async ({ users, presence }, { userId }, takeCalls) => {
    const user = await users.getUser(userId, { expand: ['routingStatus', 'presence'] });
    const missing = [
      user?.routingStatus ? [] : GET_ROUTING_STATUS,
      user?.presence ? [] : GET_PRESENCE,
    ].flat();
    if (missing.length > 0) await takeCalls(missing);
    const routing = user?.routingStatus ?? (await users.getUserRoutingstatus(userId));
    const present = user?.presence ?? (await presence.getUserPresencesPurecloud(userId));
    return { routing, present };
  },
  body: v.object({
    routing: v.looseObject({ status: v.string(), startTime: text }),
    present: v.looseObject({
      presenceDefinition: v.looseObject({ id: text, systemPresence: v.string() }),
      message: text,
      modifiedDate: text,
    }),
  }),
  toData: ({ routing, present }) => ({
    routingStatus: routing.status,
    routingStatusSince: routing.startTime,
    presence: present.presenceDefinition.systemPresence,
    presenceId: present.presenceDefinition.id,
    presenceSince: present.modifiedDate,
    presenceMessage: present.message,
  }),
});

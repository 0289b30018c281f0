import type { Models } from 'purecloud-platform-client-v2';
import aggregates from '../bodies/conversation-aggregates.json' with { type: 'json' };
import dataTableRow from '../bodies/data-table-row.json' with { type: 'json' };
import dataTables from '../bodies/data-tables.json' with { type: 'json' };
import emergencyGroup from '../bodies/emergency-group.json' with { type: 'json' };
import waitInAll from '../bodies/estimated-wait-time.json' with { type: 'json' };
import waitInCalls from '../bodies/estimated-wait-time-call.json' with { type: 'json' };
import externalContacts from '../bodies/external-contacts.json' with { type: 'json' };
import queue from '../bodies/queue.json' with { type: 'json' };
import queueMembers from '../bodies/queue-members.json' with { type: 'json' };
import observations from '../bodies/queue-observations.json' with { type: 'json' };
import observedPresences from '../bodies/queue-observations-presences.json' with { type: 'json' };
import queuesByName from '../bodies/queues-by-name.json' with { type: 'json' };
import routingStatus from '../bodies/routing-status.json' with { type: 'json' };
import scheduleGroup from '../bodies/schedule-group.json' with { type: 'json' };
import schedules from '../bodies/schedules.json' with { type: 'json' };
import user from '../bodies/user.json' with { type: 'json' };
import presence from '../bodies/user-presence.json' with { type: 'json' };
import usersSearch from '../bodies/users-search.json' with { type: 'json' };

/** Recorded Genesys responses. The compiler checks them against the SDK's models. */
export const bodies: {
  queue: Models.Queue;
  queuesByName: Models.QueueEntityListing;
  waitInAll: Models.EstimatedWaitTimePredictions;
  waitInCalls: Models.EstimatedWaitTimePredictions;
  observations: Models.QueueObservationQueryResponse;
  observedPresences: Models.QueueObservationQueryResponse;
  queueMembers: Models.QueueMemberEntityListing;
  aggregates: Models.ConversationAggregateQueryResponse;
  routingStatus: Models.RoutingStatus;
  presence: Models.UserPresence;
  user: Models.User;
  usersSearch: Models.UsersSearchResponse;
  emergencyGroup: Models.EmergencyGroup;
  scheduleGroup: Models.ScheduleGroup;
  schedules: Models.ScheduleEntityListing;
  externalContacts: Models.ReverseWhitepagesLookupResult;
  dataTables: Models.DataTablesDomainEntityListing;
  /** The SDK's type is a record of objects, but cells are texts, numbers and booleans. */
  dataTableRow: Readonly<Record<string, string | number | boolean>>;
} = {
  queue,
  queuesByName,
  waitInAll,
  waitInCalls,
  observations,
  observedPresences,
  queueMembers,
  aggregates,
  routingStatus,
  presence,
  user,
  usersSearch,
  emergencyGroup,
  scheduleGroup,
  schedules,
  externalContacts,
  dataTables,
  dataTableRow,
};

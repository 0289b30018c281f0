import * as v from 'valibot';
import { sparse } from './body.ts';

/** The media types that always have a row. */
const USUAL_MEDIA_TYPES = ['voice', 'callback', 'chat', 'email', 'message'] as const;

/** The media types of a conversation, as the SDK's analytics models list them. */
export const MEDIA_TYPES = [
  ...USUAL_MEDIA_TYPES,
  'video',
  'cobrowse',
  'screenshare',
  'screenmonitoring',
  'internalmessage',
] as const;

const Metric = v.looseObject({
  metric: v.string(),
  qualifier: v.nullish(v.string(), ''),
  stats: v.nullish(
    v.looseObject({ count: v.nullish(v.number(), 0), calculatedMetricValue: v.nullish(v.number(), 0) }),
    {},
  ),
});

const Group = v.looseObject({
  group: v.looseObject({ queueId: v.string(), mediaType: v.nullish(v.string()) }),
  data: v.nullish(v.array(Metric), []),
});

const Observations = v.looseObject({
  results: v.nullish(v.array(Group), []),
  systemToOrganizationMappings: v.nullish(v.record(v.string(), v.array(v.string())), {}),
});

/** The response to a query for the observations of queues. Genesys omits what is zero, and even `results` if all is. */
export const ObservationsBody = sparse(Observations);

/** Observations of a queue, for one media type or for all together. */
type ObservedGroup = v.InferOutput<typeof Group>;
/** A metric may occur several times, once for each qualifier. */
type ObservedMetric = v.InferOutput<typeof Metric>;

interface Wanted {
  queueIds: readonly string[];
  /** Undefined: the usual media types, and every other one that Genesys returned. */
  mediaType: string | undefined;
  nowMs: number;
}

/** One row for each queue and media type as parallel lists, zeros included, with totals and the agents by presence. */
export function activityOf(
  { results, systemToOrganizationMappings }: v.InferOutput<typeof Observations>,
  { queueIds, mediaType, nowMs }: Wanted,
) {
  const queues = queueIds.map((queueId) => {
    const groups = results.filter(({ group }) => group.queueId.toLowerCase() === queueId);
    return { queueId, groups, agents: agentsIn(groups, 'oOnQueueUsers') };
  });
  const rows = queues.flatMap(({ queueId, groups, agents }) =>
    (mediaType === undefined ? mediaTypesIn(groups) : [mediaType]).map((rowType) => {
      const metrics = groups.filter((group) => mediaTypeOf(group) === rowType).flatMap(({ data }) => data);
      return {
        queueIds: queueId,
        mediaTypes: rowType,
        waiting: countOf(metrics, 'oWaiting'),
        interacting: countOf(metrics, 'oInteracting'),
        longestWaitSeconds: longestWaitSeconds(metrics, nowMs),
        ...agentsByStatus(agents),
      };
    }),
  );
  const presenceOf = systemPresences(systemToOrganizationMappings);
  const presences = queues.flatMap(({ queueId, groups }) =>
    Array.from(agentsIn(groups, 'oUserPresences'), ([presenceId, count]) => ({
      presenceQueueIds: queueId,
      presences: presenceOf.get(presenceId) ?? '',
      presenceIds: presenceId,
      presenceAgents: count,
    })),
  );
  return {
    ...columns(rows, ROW_COLUMNS),
    totalWaiting: rows.reduce((sum, { waiting }) => sum + waiting, 0),
    totalInteracting: rows.reduce((sum, { interacting }) => sum + interacting, 0),
    maxWaitSeconds: Math.max(0, ...rows.map((row) => row.longestWaitSeconds)),
    isAnyAgentIdle: rows.some(({ idleAgents }) => idleAgents > 0),
    ...columns(presences, PRESENCE_COLUMNS),
  };
}

const ROW_COLUMNS = [
  'queueIds',
  'mediaTypes',
  'waiting',
  'interacting',
  'longestWaitSeconds',
  'onQueueAgents',
  'idleAgents',
  'interactingAgents',
  'communicatingAgents',
  'notRespondingAgents',
  'offQueueAgents',
] as const;
const PRESENCE_COLUMNS = ['presenceQueueIds', 'presences', 'presenceIds', 'presenceAgents'] as const;

/** Rows as one list for each column. */
function columns<Name extends string>(
  rows: readonly Readonly<Record<Name, unknown>>[],
  names: readonly Name[],
): Record<string, unknown[]> {
  return Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])]));
}

/** Agents by qualifier. Every group of a queue that counts its agents counts the same agents, so they are not added up. */
function agentsIn(groups: readonly ObservedGroup[], name: string): ReadonlyMap<string, number> {
  const agents = new Map<string, number>();
  for (const { data } of groups)
    for (const { metric, qualifier, stats } of data)
      if (metric === name) agents.set(qualifier, Math.max(agents.get(qualifier) ?? 0, stats.count));
  return agents;
}

function agentsByStatus(agents: ReadonlyMap<string, number>) {
  const inStatus = (status: string) => agents.get(status) ?? 0;
  const all = [...agents.values()].reduce((sum, count) => sum + count, 0);
  return {
    onQueueAgents: all - inStatus('OFF_QUEUE'),
    idleAgents: inStatus('IDLE'),
    interactingAgents: inStatus('INTERACTING'),
    communicatingAgents: inStatus('COMMUNICATING'),
    notRespondingAgents: inStatus('NOT_RESPONDING'),
    offQueueAgents: inStatus('OFF_QUEUE'),
  };
}

/** The system presence of each of the organisation's presences, spelt as in `user-status`: `On Queue` for `ON_QUEUE`. */
function systemPresences(mappings: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(mappings).flatMap(([system, ids]) =>
      ids.map((presenceId) => [presenceId, spelled(system)] as const),
    ),
  );
}

function spelled(presence: string): string {
  const words = presence.toLowerCase().split('_');
  return words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join(' ');
}

function mediaTypeOf({ group }: ObservedGroup): string | undefined {
  return group.mediaType?.toLowerCase();
}

function mediaTypesIn(groups: readonly ObservedGroup[]): string[] {
  const observed = groups.map(mediaTypeOf).filter((mediaType) => mediaType !== undefined);
  return [...new Set([...USUAL_MEDIA_TYPES, ...observed.toSorted()])];
}

function countOf(metrics: readonly ObservedMetric[], name: string): number {
  return metrics.filter(({ metric }) => metric === name).reduce((sum, { stats }) => sum + stats.count, 0);
}

/** September 2001. A lower value is not a time but a duration. */
const MIN_EPOCH_MS = 1e12;

/** `oLongestWaiting` is when the longest waiting interaction began to wait, in milliseconds since the Unix epoch. */
function longestWaitSeconds(metrics: readonly ObservedMetric[], nowMs: number): number {
  const waitsMs = metrics
    .filter(({ metric }) => metric === 'oLongestWaiting')
    .map(({ stats }) => stats.calculatedMetricValue)
    .filter((value) => value > 0)
    .map((value) => (value >= MIN_EPOCH_MS ? nowMs - value : value));
  return Math.round(Math.max(0, ...waitsMs) / 1000);
}

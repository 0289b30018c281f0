/** What Genesys observed of a queue: in one media type, or whatever the media type. */
export interface ObservedGroup {
  group: { queueId: string; mediaType?: string | null | undefined };
  data: readonly ObservedMetric[];
}

/** A metric may come several times, once for each qualifier, such as an agent's status. */
interface ObservedMetric {
  metric: string;
  stats?:
    | { count?: number | null | undefined; calculatedMetricValue?: number | null | undefined }
    | null
    | undefined;
}

/** Which rows are wanted: each queue in each media type. */
export interface WantedRows {
  queueIds: readonly string[];
  mediaTypes: readonly string[];
  nowMs: number;
}

/** Observations as parallel lists with a row for each queue and media type, zeros included, and what they come to. */
export function observe(groups: readonly ObservedGroup[], { queueIds, mediaTypes, nowMs }: WantedRows) {
  const rows = queueIds.flatMap((queueId) => {
    const ofQueue = groups.filter(({ group }) => group.queueId.toLowerCase() === queueId);
    const onQueueAgents = agentsIn(ofQueue);
    return mediaTypes.map((mediaType) => {
      const metrics = ofQueue
        .filter(({ group }) => group.mediaType === mediaType)
        .flatMap(({ data }) => data);
      return {
        ...{ queueId, mediaType, onQueueAgents },
        waiting: countOf(metrics, 'oWaiting'),
        interacting: countOf(metrics, 'oInteracting'),
        longestWaitSeconds: longestWaitSeconds(metrics, nowMs),
      };
    });
  });
  return {
    queueIds: rows.map(({ queueId }) => queueId),
    mediaTypes: rows.map(({ mediaType }) => mediaType),
    waiting: rows.map(({ waiting }) => waiting),
    interacting: rows.map(({ interacting }) => interacting),
    longestWaitSeconds: rows.map((row) => row.longestWaitSeconds),
    onQueueAgents: rows.map(({ onQueueAgents }) => onQueueAgents),
    totalWaiting: rows.reduce((sum, { waiting }) => sum + waiting, 0),
    totalInteracting: rows.reduce((sum, { interacting }) => sum + interacting, 0),
    mostWaitSeconds: Math.max(0, ...rows.map((row) => row.longestWaitSeconds)),
  };
}

/** Agents belong to the queue: should several groups count them, each counts the same ones. */
function agentsIn(groups: readonly ObservedGroup[]): number {
  return Math.max(0, ...groups.map(({ data }) => countOf(data, 'oOnQueueUsers')));
}

function countOf(metrics: readonly ObservedMetric[], name: string): number {
  return metrics
    .filter(({ metric }) => metric === name)
    .reduce((sum, { stats }) => sum + (stats?.count ?? 0), 0);
}

/** In the year 2001: a value below is no moment at which anybody began to wait, but a duration. */
const LEAST_EPOCH_MS = 1e12;

/** `oLongestWaiting` is the moment at which the first in line began to wait, in milliseconds since the Unix epoch. */
function longestWaitSeconds(metrics: readonly ObservedMetric[], nowMs: number): number {
  const waitsMs = metrics
    .filter(({ metric }) => metric === 'oLongestWaiting')
    .map(({ stats }) => stats?.calculatedMetricValue ?? 0)
    .filter((value) => value > 0)
    .map((value) => (value >= LEAST_EPOCH_MS ? nowMs - value : value));
  return Math.round(Math.max(0, ...waitsMs) / 1000);
}

import type { DependsOn } from '../depends-on.ts';

/** What has changed: all that an action answers, or an entity in Genesys. */
export type Change =
  | { readonly action: string }
  /** The id in lower case, as the parameters of data actions have it. */
  | { readonly entityType: string; readonly entityId: string };

/**
 * Markers are keys that hold when something changed. Those of one action share a slot with its entries, so that
 * they are read with an entry in one round trip:
 *
 *     dataaction:invalidated:{queues}               all answers of the action
 *     dataaction:invalidated:{queues}:Queue         some queue: read by answers that depend on any
 *     dataaction:invalidated:{queues}:Queue:<id>    this queue: read by answers that depend on it
 */
const markerOf = (action: string, ...of: readonly string[]) =>
  [`dataaction:invalidated:{${action}}`, ...of].join(':');

/** The markers that invalidate an answer of an action, by what it depends on. */
export function markersOf(action: string, dependsOn: readonly DependsOn[]): string[] {
  const ofEntities = dependsOn.flatMap(({ entityType, ids }) =>
    ids === 'any' ? [markerOf(action, entityType)] : ids.map((id) => markerOf(action, entityType, id)),
  );
  return [markerOf(action), ...ofEntities];
}

/** The markers of an action that are to be set for a change, whatever its answers depend on. */
export function markersFor(action: string, change: Change): string[] {
  if ('action' in change) return [markerOf(action)];
  const { entityType, entityId } = change;
  return [markerOf(action, entityType), markerOf(action, entityType, entityId)];
}

const DAY_MS = 86_400_000;
/**
 * How long a marker is kept: longer than any entry that it concerns (a day of freshness, the jitter of that, and a
 * week of staleness), so that a store that is full, and forgets what has the least time left, forgets those first. One
 * that forgets what was used longest ago does so as well, as a marker is read with each entry that it concerns.
 */
export const MARKER_KEPT_MS = 9 * DAY_MS;

/** The latest change in what was read of markers, in store time (see store.ts); 0 for none. A marker that is no number counts as absent. */
export function latestChangeUs(markers: readonly unknown[]): number {
  return Math.max(0, ...markers.map(timeIn));
}

function timeIn(marker: unknown): number {
  const text = Buffer.isBuffer(marker) ? marker.toString('latin1') : '';
  return /^\d{1,16}$/.test(text) ? Number(text) : 0;
}

import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** Whose data is cached. Client credentials carry roles, so two clients of one organization may see different data. */
export interface Organization {
  apiUrl: string;
  client: string;
}

/** What identifies an entry within an organization. */
export interface CacheKeyParts {
  /** Name of the data action. */
  action: string;
  /** The action's version: raised when the meaning of its parameters or data changes. */
  version: number;
  /** The normalised parameters, as plain JSON. */
  input: unknown;
}

/** The Redis key of an entry, for example `dataaction:cache:{queues}:9f86d08…` (64 hex digits). */
export type CacheKey = (parts: CacheKeyParts) => string;

/**
 * Keys for one organization. The SHA-256 is taken over canonical JSON (RFC 8785) of input, organization and version,
 * so the order of properties does not matter. The braces are a Redis Cluster hash tag: all keys of one action are in
 * one slot.
 */
export function createCacheKey(organization: Organization): CacheKey {
  // Serialised once, because it is in every key; the three names below are in canonical order.
  const ofOrganization = canonical(organization);
  return ({ action, version, input }) => {
    const text = `{"input":${canonical(input)},"organization":${ofOrganization},"version":${version}}`;
    return `dataaction:cache:{${action}}:${hash('sha256', text)}`;
  };
}

function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('the input of a cache key must be plain JSON');
  return text;
}

/** The Redis key under which an organization's calls are counted, for example `dataaction:rate:{9f86d08…}`. */
export function rateLimitKey({ apiUrl, client }: Organization): string {
  return `dataaction:rate:{${hash('sha256', JSON.stringify([apiUrl, client]))}}`;
}

/** Entities of one type that an entry depends on: those with these ids, or any of the type. */
export interface EntitySelector {
  /** As in Genesys' audit events, for example `Queue`. */
  readonly entityType: string;
  /** In lower case. */
  readonly ids: readonly string[] | 'any';
}

/** What has changed: everything an action returns, or one entity in Genesys. */
export type Change =
  | { readonly action: string }
  /** The id in lower case. */
  | { readonly entityType: string; readonly entityId: string };

/**
 * Tags are keys that hold when something changed; an entry that was fetched before is outdated. The tags of one action
 * share a slot with its entries, so that they are read with an entry in one round trip:
 *
 *     dataaction:invalidated:{queues}               all entries of the action
 *     dataaction:invalidated:{queues}:Queue         any queue: read with entries that depend on all queues
 *     dataaction:invalidated:{queues}:Queue:<id>    this queue: read with entries that depend on it
 */
const tag = (action: string, ...of: readonly string[]) =>
  [`dataaction:invalidated:{${action}}`, ...of].join(':');

/** The tags to read with an entry of an action, by what the entry depends on. */
export function tagsOf(action: string, dependencies: readonly EntitySelector[]): string[] {
  const ofEntities = dependencies.flatMap(({ entityType, ids }) =>
    ids === 'any' ? [tag(action, entityType)] : ids.map((id) => tag(action, entityType, id)),
  );
  return [tag(action), ...ofEntities];
}

/** The tags of an action to set for a change, whichever of its entries depend on it. */
export function tagsToInvalidate(action: string, change: Change): string[] {
  if ('action' in change) return [tag(action)];
  const { entityType, entityId } = change;
  return [tag(action, entityType), tag(action, entityType, entityId)];
}

const DAY_MS = 86_400_000;
/**
 * How long a tag is kept: longer than any entry that reads it (a day of TTL, its jitter and a week of staleness), so
 * that a full store that evicts by remaining TTL evicts those entries first. One that evicts by last use does too,
 * because a tag is read with every entry.
 */
export const TAG_KEPT_MS = 9 * DAY_MS;

/** The latest change among tags, in store time (see store.ts); 0 for none. A tag that is not a number counts as absent. */
export function latestChangeUs(tags: readonly unknown[]): number {
  return Math.max(0, ...tags.map(timeIn));
}

function timeIn(value: unknown): number {
  const text = Buffer.isBuffer(value) ? value.toString('latin1') : '';
  return /^\d{1,16}$/.test(text) ? Number(text) : 0;
}

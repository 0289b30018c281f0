import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { TagVersions } from './store.ts';

/** The owner of the cached data. OAuth clients have roles, so two clients of one organisation may see different data. */
export interface Organization {
  apiUrl: string;
  client: string;
}

/** What identifies an entry within an organisation. */
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
 * Creates the keys of one organisation. The SHA-256 is taken over canonical JSON (RFC 8785) of input, organisation and version,
 * so the order of properties does not matter. The braces are a Redis Cluster hash tag: all keys of one action are in
 * one slot.
 */
export function createCacheKey(organization: Organization): CacheKey {
  // Serialised once, because it is part of every key. The three names below are in canonical order.
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

/** The Redis key under which an organisation's calls are counted, for example `dataaction:rate:{9f86d08…}`. */
export function rateLimitKey(organization: Organization): string {
  return `dataaction:rate:${hashTag(organization)}`;
}

/** The name of an organisation's shared access token, for example `dataaction:token:{9f86d08…}`. */
export function tokenKey(organization: Organization): string {
  return `dataaction:token:${hashTag(organization)}`;
}

function hashTag({ apiUrl, client }: Organization): string {
  return `{${hash('sha256', JSON.stringify([apiUrl, client]))}}`;
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
 * A tag is a key that holds a version, created when an entry first depends on it and replaced by every change. An entry
 * is fresh only while its tags have the versions from before its fetch. A tag that was lost makes it stale, because an
 * invalidation may have been lost with it. The tags of one action share a slot with its entries, so that they are read
 * with an entry in one round trip:
 *
 *     dataaction:invalidated:{queues}               all entries of the action
 *     dataaction:invalidated:{queues}:Queue         any queue: read with entries that depend on all queues
 *     dataaction:invalidated:{queues}:Queue:<id>    this queue: read with entries that depend on it
 */
const tag = (action: string, ...of: readonly string[]) =>
  [`dataaction:invalidated:{${action}}`, ...of].join(':');

/** The tags to read with an entry of an action that has these dependencies. */
export function tagsOf(action: string, dependencies: readonly EntitySelector[]): string[] {
  const ofEntities = dependencies.flatMap(({ entityType, ids }) =>
    ids === 'any' ? [tag(action, entityType)] : ids.map((id) => tag(action, entityType, id)),
  );
  return [tag(action), ...ofEntities];
}

/** The tags of an action that a change invalidates. Which entries depend on them need not be known. */
export function tagsToInvalidate(action: string, change: Change): string[] {
  if ('action' in change) return [tag(action)];
  const { entityType, entityId } = change;
  return [tag(action, entityType), tag(action, entityType, entityId)];
}

const DAY_MS = 86_400_000;
/** How long a tag is kept after it was last used for a fetch: longer than any entry (a day, its jitter and a week of staleness). */
export const TAG_KEPT_MS = 9 * DAY_MS;

/** Combines the versions of an entry's tags into 16 hex digits; undefined if the store has lost one of them. */
export function combinedVersion(versions: TagVersions): string | undefined {
  if (versions.some((version) => version === undefined)) return undefined;
  return hash('sha256', versions.join(' ')).slice(0, COMBINED_VERSION_DIGITS);
}

const COMBINED_VERSION_DIGITS = 16;
/** Differs from every combined version: an entry that was fetched under it is stale at once. */
export const UNKNOWN_VERSION = '0'.repeat(COMBINED_VERSION_DIGITS);

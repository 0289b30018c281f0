import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** Whose data it is. Client credentials carry roles, so two clients of one org may see different data. */
export interface Organization {
  apiUrl: string;
  client: string;
}

/** What makes two questions the same question. */
export interface Question {
  /** Name of the data action. */
  action: string;
  /** The action's version: raised when the meaning of its input or answer changes. */
  version: number;
  organization: Organization;
  /** The normalised parameters, as plain JSON. */
  input: unknown;
}

/**
 * The Redis key of a question's answer, for example `dataaction:cache:{queues}:9f86d08…` (64 hex digits).
 * The SHA-256 is taken over canonical JSON (RFC 8785), so the order of properties does not matter. The braces
 * are a Redis Cluster hash tag: all keys of one action share a slot.
 */
export function cacheKey({ action, version, organization, input }: Question): string {
  const canonical = canonicalize({ version, organization, input });
  if (canonical === undefined) throw new TypeError('a question must be plain JSON');
  return `dataaction:cache:{${action}}:${hash('sha256', canonical)}`;
}

/** The Redis key under which an organization's calls are counted, for example `dataaction:rate:{9f86d08…}`. */
export function rateLimitKey({ apiUrl, client }: Organization): string {
  return `dataaction:rate:{${hash('sha256', JSON.stringify([apiUrl, client]))}}`;
}

import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** Whose data it is. Client credentials carry roles, so two clients of one org may see different data. */
export interface Organization {
  apiUrl: string;
  client: string;
}

/** What makes two questions of one organization the same question. */
export interface Question {
  /** Name of the data action. */
  action: string;
  /** The action's version: raised when the meaning of its input or answer changes. */
  version: number;
  /** The normalised parameters, as plain JSON. */
  input: unknown;
}

/** The Redis key of a question's answer, for example `dataaction:cache:{queues}:9f86d08…` (64 hex digits). */
export type CacheKey = (question: Question) => string;

/**
 * Keys for one organization. The SHA-256 is taken over canonical JSON (RFC 8785) of input, organization and version,
 * so the order of properties does not matter. The braces are a Redis Cluster hash tag: all keys of one action share
 * a slot.
 */
export function createCacheKey(organization: Organization): CacheKey {
  // The same for every question, so it is made once; the three names are in canonical order.
  const ofOrganization = canonical(organization);
  return ({ action, version, input }) => {
    const text = `{"input":${canonical(input)},"organization":${ofOrganization},"version":${version}}`;
    return `dataaction:cache:{${action}}:${hash('sha256', text)}`;
  };
}

function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('a question must be plain JSON');
  return text;
}

/** The Redis key under which an organization's calls are counted, for example `dataaction:rate:{9f86d08…}`. */
export function rateLimitKey({ apiUrl, client }: Organization): string {
  return `dataaction:rate:{${hash('sha256', JSON.stringify([apiUrl, client]))}}`;
}

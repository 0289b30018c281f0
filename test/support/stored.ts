import { randomUUID } from 'node:crypto';
import { FAILURE_MEMORY_MS } from '../../lambda/cache/failure.ts';
import type {
  CacheStore,
  LeaseReply,
  LeaseRequest,
  NewEntry,
  NewFailure,
  TagVersions,
} from '../../lambda/cache/store.ts';

/** A signal that never aborts. */
export const NEVER = new AbortController().signal;

/** The fingerprint of an absent entry. */
export const NOTHING = Buffer.alloc(0);

/** Stores bytes under an absent key; `over` overrides parts of the entry. */
export function put(
  store: CacheStore,
  key: string,
  bytes: Buffer | string,
  over: Partial<NewEntry> = {},
): Promise<boolean> {
  const entry = { bytes: Buffer.from(bytes), keptMs: 60_000, seen: NOTHING, holder: undefined };
  return store.putEntry(key, { ...entry, ...over }, NEVER);
}

/** The bytes under a key that has no tags. */
export async function bytesIn(store: CacheStore, key: string, signal = NEVER): Promise<Buffer | undefined> {
  return (await store.get(key, [], signal)).bytes;
}

/** Tries to acquire a lease of one minute on an absent key without tags. */
export const LEASE_REQUEST: LeaseRequest = {
  seen: NOTHING,
  tags: [],
  holder: 'me',
  termMs: 60_000,
  outdatedFailure: NOTHING,
};

type WithoutVersions<Reply> = Reply extends unknown ? Omit<Reply, 'versions'> : never;

/** The reply to a request for the lease, without the versions of the tags. */
export async function acquireIn(
  store: CacheStore,
  key: string,
  over: Partial<LeaseRequest> = {},
): Promise<WithoutVersions<LeaseReply>> {
  const { versions, ...reply } = await store.acquireLease(key, { ...LEASE_REQUEST, ...over }, NEVER);
  return reply;
}

/** A failure that is remembered for a minute after its back-off; `over` overrides its parts. */
export function failureOf(over: Partial<NewFailure> = {}): NewFailure {
  const { holder, seen } = LEASE_REQUEST;
  const failure = { holder, seen, record: Buffer.from('failure'), windowMs: 60_000, dropsEntry: false };
  return { ...failure, memoryMs: FAILURE_MEMORY_MS, ...over };
}

/** Creates the tags that are missing; resolves to the versions of all. */
export async function versionsOf(store: CacheStore, tags: readonly string[]): Promise<TagVersions> {
  const key = `{versions}${randomUUID()}`;
  const { versions } = await store.acquireLease(key, { ...LEASE_REQUEST, holder: randomUUID(), tags }, NEVER);
  return versions;
}

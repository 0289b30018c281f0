import type { CacheStore, LeaseReply, LeaseRequest, NewEntry } from '../../lambda/cache/store.ts';

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
  ignoresFailure: false,
};

type WithoutTime<Reply> = Reply extends unknown ? Omit<Reply, 'nowUs'> : never;

/** The reply to an attempt to acquire the lease, without its time. */
export async function acquireIn(
  store: CacheStore,
  key: string,
  over: Partial<LeaseRequest> = {},
): Promise<WithoutTime<LeaseReply>> {
  const { nowUs, ...reply } = await store.acquireLease(key, { ...LEASE_REQUEST, ...over }, NEVER);
  return reply;
}

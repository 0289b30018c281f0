import type { CacheStore, Claim, ClaimRequest, NewEntry } from '../../lambda/cache/store.ts';

/** A signal that never aborts. */
export const NEVER = new AbortController().signal;

/** What is seen under a key that holds nothing. */
export const NOTHING = Buffer.alloc(0);

/** Puts bytes under a key that holds nothing, or what `over` says. */
export function put(
  store: CacheStore,
  key: string,
  bytes: Buffer | string,
  over: Partial<NewEntry> = {},
): Promise<boolean> {
  const entry = { bytes: Buffer.from(bytes), keptMs: 60_000, seen: NOTHING, holder: undefined };
  return store.put(key, { ...entry, ...over }, NEVER);
}

/** The bytes under a key that has no markers. */
export async function bytesIn(store: CacheStore, key: string, signal = NEVER): Promise<Buffer | undefined> {
  return (await store.get(key, [], signal)).bytes;
}

/** A claim of somebody who saw nothing under a key without markers, for a minute. */
export const CLAIM: ClaimRequest = {
  seen: NOTHING,
  markers: [],
  holder: 'me',
  termMs: 60_000,
  ignoresFailure: false,
};

/** What became of a claim, without when. */
export async function claimIn(store: CacheStore, key: string, over: Partial<ClaimRequest> = {}) {
  const { nowUs, ...claim } = await store.claim(key, { ...CLAIM, ...over }, NEVER);
  return claim as Claim extends infer C ? Omit<C, 'nowUs'> : never;
}

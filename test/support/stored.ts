import type { CacheStore, NewEntry } from '../../lambda/cache/store.ts';

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

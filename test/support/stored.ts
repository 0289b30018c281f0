import type { CacheStore, NewEntry } from '../../lambda/cache/store.ts';

const NEVER = new AbortController().signal;

/** Puts bytes under a key that holds nothing, or what `over` says. */
export function put(
  store: CacheStore,
  key: string,
  bytes: Buffer | string,
  over: Partial<NewEntry> = {},
): Promise<boolean> {
  const entry = { bytes: Buffer.from(bytes), keptMs: 60_000, seen: Buffer.alloc(0), holder: undefined };
  return store.put(key, { ...entry, ...over }, NEVER);
}

import type { DataAction } from '../actions/define.ts';
import { LIFETIME_JITTER } from '../cache/freshness.ts';

/** How long the entries of a data action are served. */
interface Lifetime {
  /** How long an entry is fresh; the TTL of each entry varies by up to {@link LIFETIME_JITTER}. */
  ttlSeconds: number;
  /** How long after its TTL an entry is still served while Genesys fails. */
  staleIfErrorSeconds: number;
  /** From this age an entry is never served, fresh or stale; undefined for no limit. */
  maxAgeSeconds: number | undefined;
}

/** The settings that decide a lifetime. */
export interface LifetimeSettings {
  /** For actions without a TTL of their own. */
  cacheTtlSeconds: number;
  /** By the name of the action; overrides all others. */
  cacheTtlSecondsByAction: ReadonlyMap<string, number>;
  cacheStaleIfErrorSeconds: number;
}

const MAX_TTL_SECONDS = 86_400;

/** The lifetime of an action's entries. Its TTL is, in this order: set for the action, declared by it, set for all. */
export function lifetimeOf(
  { name, ttlSeconds, maxAgeSeconds }: DataAction,
  settings: LifetimeSettings,
): Lifetime {
  const own = settings.cacheTtlSecondsByAction.get(name) ?? ttlSeconds ?? settings.cacheTtlSeconds;
  const maxStaleSeconds = Math.max(0, (maxAgeSeconds ?? Number.POSITIVE_INFINITY) - own);
  return {
    ttlSeconds: own,
    staleIfErrorSeconds: Math.min(settings.cacheStaleIfErrorSeconds, maxStaleSeconds),
    maxAgeSeconds,
  };
}

/** The max TTL that can be set for an action: with full jitter, an entry still ends before its max age. */
export function maxTtlSeconds({ maxAgeSeconds = Infinity }: DataAction): number {
  return Math.min(MAX_TTL_SECONDS, Math.floor(maxAgeSeconds / (1 + LIFETIME_JITTER)));
}

import type { DataAction } from './actions/data-action.ts';
import { LIFETIME_JITTER } from './cache/freshness.ts';

/** How long answers of an action may be given. */
export interface Lifetime {
  /** How long an answer is fresh; each entry's own lifetime is up to 10 % shorter or longer. */
  ttlSeconds: number;
  /** How long beyond that it may still answer when Genesys cannot. */
  staleSeconds: number;
  /** From this age on it is of no use to anybody, whether fresh or stale; undefined: there is no such age. */
  mostAgeSeconds: number | undefined;
}

/** What operators set. */
export interface LifetimeSettings {
  /** Of actions that have no TTL of their own. */
  cacheTtlSeconds: number;
  /** By action; goes before all others. */
  cacheTtlSecondsByAction: ReadonlyMap<string, number>;
  cacheStaleSeconds: number;
}

const MOST_TTL_SECONDS = 86_400;

/** The lifetime of an action's answers: what is set for it, else what it declares, else what is set for all. */
export function lifetimeOf(
  { name, ttlSeconds, mostAgeSeconds }: DataAction,
  settings: LifetimeSettings,
): Lifetime {
  const own = settings.cacheTtlSecondsByAction.get(name) ?? ttlSeconds ?? settings.cacheTtlSeconds;
  const usefulSeconds = Math.max(0, (mostAgeSeconds ?? Number.POSITIVE_INFINITY) - own);
  return {
    ttlSeconds: own,
    staleSeconds: Math.min(settings.cacheStaleSeconds, usefulSeconds),
    mostAgeSeconds,
  };
}

/** The longest TTL that may be set for an action: with it, even the longest lifetime ends before the age does. */
export function mostTtlSeconds({ mostAgeSeconds = Infinity }: DataAction): number {
  return Math.min(MOST_TTL_SECONDS, Math.floor(mostAgeSeconds / (1 + LIFETIME_JITTER)));
}

/** Begins every {@link ttlVariable}. */
export const TTL_VARIABLE_PREFIX = 'CACHE_TTL_SECONDS_';

/** The environment variable with an action's TTL: `CACHE_TTL_SECONDS_QUEUE_WAIT_TIME` for `queue-wait-time`. */
export function ttlVariable(action: string): string {
  return `${TTL_VARIABLE_PREFIX}${action.replaceAll('-', '_').toUpperCase()}`;
}

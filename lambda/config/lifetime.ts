import { dataActions } from '../actions/catalog.ts';
import type { DataAction } from '../actions/define.ts';
import { LIFETIME_JITTER } from '../cache/freshness.ts';
import { integer, MAX_TTL_SECONDS, type ValueType } from './setting.ts';
import type { SettingsReader } from './settings-reader.ts';

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

/** The lifetime of an action's entries. Its TTL is, in this order: set for the action, declared by it, set for all. */
export function lifetimeOf(
  {
    name,
    ttlSeconds,
    maxAgeSeconds,
    isPersonal,
  }: Pick<DataAction, 'name' | 'ttlSeconds' | 'maxAgeSeconds' | 'isPersonal'>,
  settings: LifetimeSettings,
): Lifetime {
  const own = settings.cacheTtlSecondsByAction.get(name) ?? ttlSeconds ?? settings.cacheTtlSeconds;
  const maxStaleSeconds = Math.max(0, (maxAgeSeconds ?? Number.POSITIVE_INFINITY) - own);
  return {
    ttlSeconds: own,
    staleIfErrorSeconds: isPersonal ? 0 : Math.min(settings.cacheStaleIfErrorSeconds, maxStaleSeconds),
    maxAgeSeconds,
  };
}

/** The max TTL that can be set for an action: with full jitter, an entry still ends before its max age. */
export function maxTtlSeconds({ maxAgeSeconds = Infinity }: Pick<DataAction, 'maxAgeSeconds'>): number {
  return Math.min(MAX_TTL_SECONDS, Math.floor(maxAgeSeconds / (1 + LIFETIME_JITTER)));
}

/** TTLs in seconds by the name of a data action. */
type TtlByAction = Readonly<Record<string, number>>;

/** The start of every {@link ttlVariable}. */
export const TTL_VARIABLE_PREFIX = 'CACHE_TTL_SECONDS_';

/** The ranges of all actions in words. */
export const TTL_RANGE = Array.from(
  dataActions.values(),
  (action) => `${action.name} from 1 to ${maxTtlSeconds(action)}`,
).join(', ');

/** TTLs of single data actions in one text: `queue=600,queue-wait-time=5`. */
export const ttlByAction: ValueType<TtlByAction> = {
  expected: `a list such as queue=600,queue-wait-time=5 of names and seconds, each name once: ${TTL_RANGE}`,
  read: (text) => {
    const ttls: Record<string, number> = {};
    for (const part of text.split(',')) {
      const [, name = '', seconds = ''] = /^\s*([a-z-]+)\s*=\s*(\d+)\s*$/.exec(part) ?? [];
      const action = dataActions.get(name);
      const ttlSeconds = action && integer(1, maxTtlSeconds(action)).read(seconds);
      if (ttlSeconds === undefined || name in ttls) return undefined;
      ttls[name] = ttlSeconds;
    }
    return ttls;
  },
};

/** The environment variable of an action's TTL: `CACHE_TTL_SECONDS_QUEUE_WAIT_TIME` for `queue-wait-time`. */
export function ttlVariable(action: string): string {
  return `${TTL_VARIABLE_PREFIX}${action.replaceAll('-', '_').toUpperCase()}`;
}

/** The environment variables that give the function these TTLs. */
export function ttlVariables(ttls: TtlByAction = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(ttls).map(([name, seconds]) => [ttlVariable(name), String(seconds)]),
  );
}

/** The TTLs that are set, by action. A variable that belongs to no data action is a problem. */
export function readTtls(env: SettingsReader): ReadonlyMap<string, number> {
  const actions = new Map(Array.from(dataActions.values(), (action) => [ttlVariable(action.name), action]));
  const ttls = new Map<string, number>();
  for (const variable of env.namesWith(TTL_VARIABLE_PREFIX)) {
    const action = actions.get(variable);
    if (action === undefined) {
      const known = [...actions.keys()].join(', ');
      env.problems.push(`${variable} belongs to no data action, expected one of ${known}`);
      continue;
    }
    const ttlSeconds = env.valueOf(variable, integer(1, maxTtlSeconds(action)));
    if (ttlSeconds !== undefined) ttls.set(action.name, ttlSeconds);
  }
  return ttls;
}

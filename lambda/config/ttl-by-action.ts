import { dataActions } from '../actions/catalog.ts';
import { maxTtlSeconds } from './lifetime.ts';
import type { SettingsReader } from './settings-reader.ts';
import { integer, type ValueType } from './value-types.ts';

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

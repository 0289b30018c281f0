import { dataActions } from '../lambda/actions/index.ts';
import { mostTtlSeconds, ttlVariable } from '../lambda/lifetime.ts';
import { type ReadValue, WrongValue } from './config-values.ts';

/** Seconds by the name of a data action. */
export type TtlByAction = Readonly<Record<string, number>>;

/** TTLs of single data actions, as `queue=600,queue-wait-time=5`. */
export const ttlByAction: ReadValue<TtlByAction> = (text) => {
  const ttls: Record<string, number> = {};
  for (const part of text.split(',')) {
    const [, name = '', seconds = ''] = /^\s*([a-z-]+)\s*=\s*(\d{1,6})\s*$/.exec(part) ?? [];
    const action = dataActions.get(name);
    const isRight = action && Number(seconds) >= 1 && Number(seconds) <= mostTtlSeconds(action);
    if (!isRight || name in ttls) throw new WrongValue(EXPECTED);
    ttls[name] = Number(seconds);
  }
  return ttls;
};

const EXPECTED = `a list such as queue=600,queue-wait-time=5 of names and seconds, each name once: ${Array.from(
  dataActions.values(),
  (action) => `${action.name} from 1 to ${mostTtlSeconds(action)}`,
).join(', ')}`;

/** The environment variables that say the same to the function. */
export function ttlVariables(ttls: TtlByAction = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(ttls).map(([name, seconds]) => [ttlVariable(name), String(seconds)]),
  );
}

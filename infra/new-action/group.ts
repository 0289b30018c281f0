import { type ActionGroup, GROUPS } from '../../lambda/actions/define.ts';
import { alternatives } from '../../lambda/actions/parameters.ts';
import { UsageError } from '../command.ts';

/** All groups in words. */
export const ALL_GROUPS = alternatives(GROUPS);

/** Tried in this order. */
const PATHS: readonly (readonly [RegExp, ActionGroup])[] = [
  [/\/architect\/(schedule|emergency)/, 'opening hours'],
  [/\/analytics\/|observation|activit|estimatedwaittime|metrics/, 'live figures'],
  [/\/v2\/(users|directory|externalcontacts|teams|groups)\b/, 'people'],
];

/** The group that a data action for this path probably belongs to. */
export function probableGroup(path: string): ActionGroup {
  return PATHS.find(([pattern]) => pattern.test(path))?.[1] ?? 'configuration';
}

/** The group with this name. Throws if there is none. */
export function parseGroup(name: string): ActionGroup {
  const group = GROUPS.find((each) => each === name);
  if (group !== undefined) return group;
  throw new UsageError(`--group is ${JSON.stringify(name)}, expected ${ALL_GROUPS}`);
}

import type { StackSetting } from '../../lambda/config/setting.ts';
import { type StackConfig, textOf } from '../config.ts';
import { CONFIG_KEYS } from '../config-keys.ts';
import { LOSSES, type Loss } from './losses.ts';

/** Values by key, as JSON. */
export type Values = Readonly<Record<string, unknown>>;

/** A key whose value differs from the deployed one. */
export interface Difference {
  readonly key: string;
  /** Text of the value; undefined: not set. */
  readonly deployed: string | undefined;
  readonly next: string | undefined;
  /** What the change replaces or loses; undefined: nothing. */
  readonly effect: string | undefined;
}

/** The differences between the deployed configuration and the next one, in the order of the documentation. */
export function differencesOf(deployed: Values, next: StackConfig): Difference[] {
  const { stage, ...given } = next;
  const values: Values = given;
  const settings: Readonly<Record<string, StackSetting<unknown>>> = CONFIG_KEYS;
  const losses: Readonly<Record<string, Loss>> = LOSSES;
  const keys = new Set([...Object.keys(settings), ...Object.keys(deployed)]);
  return [...keys].flatMap((key) => {
    const [before, after] = [textOf(deployed[key]), textOf(values[key])];
    if (before === after) return [];
    const loss = losses[key];
    // Without a record of a key that always has a value, the deployed version did not have the key.
    const isNew = before === undefined && settings[key]?.defaults[stage] !== undefined;
    const effect = !isNew && loss?.change.is(before, after) ? loss.effect : undefined;
    return [{ key, deployed: before, next: after, effect }];
  });
}

/** The values that differ from the defaults of the stage. */
export function differencesFromDefaults(config: StackConfig): Difference[] {
  const defaults = Object.entries(CONFIG_KEYS).map(([key, setting]) => [key, setting.defaults[config.stage]]);
  return differencesOf(Object.fromEntries(defaults), config);
}

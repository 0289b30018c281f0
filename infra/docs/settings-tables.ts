import type { Setting } from '../../lambda/config/setting.ts';
import { SETTINGS } from '../../lambda/config/settings.ts';
import { STAGE } from '../config.ts';
import { CONFIG_KEYS } from '../config-keys.ts';
import { LOSSES } from '../deployed/losses.ts';
import { FILE_KEYS } from '../stage-file/keys.ts';
import { code, markdownTable } from './markdown.ts';

const MAX_CHOICES = 6;

/** The table of the settings of the functions and of `npm start`, with their stack keys. */
export function settingsTable(): string {
  const rows = Object.entries<Setting<unknown>>(SETTINGS).map(([name, setting]) => [
    code(setting.variable),
    name in CONFIG_KEYS ? code(name) : '',
    shortened(setting.expectedInVariable ?? setting.type.expected),
    defaultOf(setting),
    setting.meaning,
  ]);
  return markdownTable(['variable', 'stack key', 'values', 'default', 'meaning'], rows);
}

/** The table of the stack keys, with the default in each stage. */
export function stackKeysTable(): string {
  const stage = [code('stage'), 'Stage of the stack. Not set: `dev`.', STAGE.expected, '', ''];
  const rows = Object.entries(FILE_KEYS).map(([name, { type, defaults, meaning }]) => [
    code(name),
    meaning,
    type.expected,
    code(defaults.dev),
    code(defaults.prod),
  ]);
  return markdownTable(['key', 'meaning', 'values', 'dev', 'prod'], [stage, ...rows]);
}

/** The table of the stack keys whose change replaces or loses something. */
export function lossesTable(): string {
  const rows = Object.entries(LOSSES).map(([key, { change, effect }]) => [code(key), change.name, effect]);
  return markdownTable(['key', 'change', 'effect'], rows);
}

/** The default of the variable, and the defaults of the stages if they differ from it. */
function defaultOf({ defaults }: Setting<unknown>): string {
  const { function: unset, dev, prod } = defaults;
  if (dev === unset && prod === unset) return code(unset);
  const inStack = dev === prod ? `stack: ${code(dev)}` : `dev: ${code(dev)}, prod: ${code(prod)}`;
  return unset === undefined ? inStack : `${code(unset)}, ${inStack}`;
}

/** Shortens a long list of choices. The table of the stack keys has all of them. */
function shortened(expected: string): string {
  const choices = /^one of (.*)$/.exec(expected)?.[1]?.split(', ') ?? [];
  if (choices.length <= MAX_CHOICES) return expected;
  return `one of ${choices.length}, such as ${choices.slice(0, 2).join(', ')}`;
}

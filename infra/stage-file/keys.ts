import { type StackSetting, UNSET } from '../../lambda/config/setting.ts';
import { CONFIG_KEYS } from '../config-keys.ts';
import { PRESET } from '../presets.ts';

/** The keys of the file of a stage. */
export const FILE_KEYS: Readonly<Record<string, StackSetting<unknown>>> = {
  preset: {
    type: PRESET,
    defaults: UNSET,
    meaning:
      'Values that replace the defaults of the stage: see [costs](costs.md#the-cheapest-preset). Not set: none.',
  },
  ...CONFIG_KEYS,
};

import { oneOf, type ValueType } from '../lambda/config/setting.ts';
import type { CONFIG_KEYS } from './config-keys.ts';

/** Values of keys that replace the defaults of a stage. */
type Preset = {
  readonly [Name in keyof typeof CONFIG_KEYS]?: NonNullable<
    ReturnType<(typeof CONFIG_KEYS)[Name]['type']['read']>
  >;
};

/** The presets by name, as in `-c preset=cheapest`. Each works in every stage. */
export const PRESETS = {
  /**
   * The lowest price with encryption, logins, alarms and a cache in two zones. Only the NAT instance has no second one: while
   * AWS replaces it, no call reaches Genesys, and only cached data is available.
   */
  cheapest: {
    engine: 'valkey',
    mode: 'serverless',
    egress: 'nat-instance',
    natCount: 1,
    secretsManagerEndpoint: false,
  },
} as const satisfies Readonly<Record<string, Preset>>;

/** The name of a preset. */
export type PresetName = keyof typeof PRESETS;

/** The values of the key `preset`. */
export const PRESET: ValueType<PresetName> = oneOf(Object.keys(PRESETS) as PresetName[]);

/** The values of a preset, by key; empty without one. */
export function presetValues(name: PresetName | undefined): Preset {
  return name === undefined ? {} : PRESETS[name];
}

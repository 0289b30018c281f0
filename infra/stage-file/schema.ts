import type { StackSetting } from '../../lambda/config/setting.ts';
import { CONFIG_KEYS } from '../config-keys.ts';

/** The JSON schema of the file of a stage, with which editors complete and check it. */
export function stageFileSchema(): object {
  const keys = Object.entries<StackSetting<unknown>>(CONFIG_KEYS).map(([key, { type, meaning }]) => [
    key,
    { description: type.schema.enum ? meaning : `${meaning} Takes ${type.expected}.`, ...type.schema },
  ]);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of a stage',
    type: 'object',
    properties: { $schema: { type: 'string' }, ...Object.fromEntries(keys) },
    additionalProperties: false,
    // For VS Code.
    allowComments: true,
    allowTrailingCommas: true,
  };
}

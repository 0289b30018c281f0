import { dataActions } from '../../lambda/actions/catalog.ts';
import { maxTtlSeconds, ttlByAction } from '../../lambda/config/lifetime.ts';
import { integer, type ValueSchema, type ValueType } from '../../lambda/config/setting.ts';
import { FILE_KEYS } from './keys.ts';

/** The JSON schema of the file of a stage, with which editors complete and check it. */
export function stageFileSchema(): object {
  const keys = Object.entries(FILE_KEYS).map(([key, { type, meaning }]) => [
    key,
    { description: type.choices ? meaning : `${meaning} Takes ${type.expected}.`, ...schemaOf(type) },
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

/** The JSON schema of a value in the file of a stage. */
export function schemaOf(type: ValueType<unknown>): ValueSchema {
  if (type === ttlByAction) return ttlsSchema();
  const { schema, range, choices } = type;
  if (schema !== undefined) return schema;
  if (range !== undefined) return { type: 'integer', minimum: range[0], maximum: range[1] };
  return choices === undefined ? { type: 'string' } : { type: jsonType(choices[0]), enum: choices };
}

function jsonType(value: unknown): ValueSchema['type'] {
  if (typeof value === 'number') return 'integer';
  return typeof value === 'boolean' ? 'boolean' : 'string';
}

/** In the file, the TTLs are an object. */
function ttlsSchema(): ValueSchema {
  const ttls = Array.from(dataActions.values(), (action) => [
    action.name,
    schemaOf(integer(1, maxTtlSeconds(action))),
  ]);
  return { type: 'object', properties: Object.fromEntries(ttls), additionalProperties: false };
}

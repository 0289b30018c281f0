import type { DataAction } from '../../lambda/actions/define.ts';
import { defaultOf, isRequired } from '../../lambda/actions/parameters.ts';
import { outputsOf } from './outputs.ts';

const DRAFT_04 = 'http://json-schema.org/draft-04/schema#';

/** A JSON schema of a flat object, in the draft that Genesys supports. */
export type FlatSchema = {
  readonly $schema: typeof DRAFT_04;
  readonly title: string;
  readonly type: 'object';
  readonly properties: Readonly<Record<string, PropertySchema>>;
  /** Omitted if nothing is required: draft 04 does not allow an empty list. */
  readonly required?: readonly string[];
  readonly additionalProperties: true;
};

type PropertySchema = {
  readonly type: string;
  readonly items?: { readonly type: string };
  readonly description: string;
};

/** The input contract of an action. */
export function inputSchema({ name, contract, parameters }: DataAction): FlatSchema {
  const properties = Object.entries(contract.inputs).map(([input, { type, description }]) => {
    const fallback = defaultOf(parameters[input]);
    const suffix = fallback === undefined ? '' : ` Default: ${fallback}.`;
    return [input, { type, description: `${description}${suffix}` }] as const;
  });
  const required = Object.keys(contract.inputs).filter((input) => isRequired(parameters[input]));
  return {
    $schema: DRAFT_04,
    title: `${name} input`,
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
    additionalProperties: true,
  };
}

/** The output contract of an action. Every output is always present. */
export function successSchema(action: DataAction): FlatSchema {
  const outputs = outputsOf(action);
  const properties = outputs.map(({ name, type, isList, description }) => [
    name,
    isList ? { type: 'array', items: { type }, description } : { type, description },
  ]);
  return {
    $schema: DRAFT_04,
    title: `${action.name} output`,
    type: 'object',
    properties: Object.fromEntries(properties),
    required: outputs.map(({ name }) => name),
    additionalProperties: true,
  };
}

import type { Output } from '../../lambda/actions/contract.ts';
import type { DataAction } from '../../lambda/actions/define.ts';
import { defaultOf, isRequired } from '../../lambda/actions/parameters.ts';

/** A JSON schema, or another object of an OpenAPI 3.1 document. */
export type Schema = Readonly<Record<string, unknown>>;

/** The schema of an action's request body. */
export function inputSchema({ contract, parameters }: DataAction): Schema {
  const names = Object.keys(contract.inputs);
  const required = names.filter((name) => isRequired(parameters[name]));
  const properties = Object.entries(contract.inputs).map(([name, { type, description }]) => {
    const fallback = defaultOf(parameters[name]);
    return [name, { type, description, ...(fallback !== undefined && { default: fallback }) }];
  });
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

/** A request body of all example inputs of an action; empty if it has none. */
export function inputExample({ contract }: DataAction): Record<string, unknown> {
  const examples = Object.entries(contract.inputs).map(([name, { example }]) => [name, example]);
  return Object.fromEntries(examples.filter(([, example]) => example !== undefined));
}

/** The schema of an action's `data`, derived from its outputs. */
export function dataSchema({ contract }: DataAction): Schema {
  const root: Node = { properties: new Map() };
  for (const output of Object.values(contract.outputs)) addOutput(root, output);
  return schemaOf(root);
}

interface Node {
  readonly properties: Map<string, Node>;
  isList?: boolean;
  leaf?: Schema;
}

/** Adds the nodes of an output's path, such as `entities[*].id`. */
function addOutput(root: Node, { path, type, description }: Output): void {
  let node = root;
  for (const step of path.split('.')) {
    const name = step.replace('[*]', '');
    const next: Node = node.properties.get(name) ?? { properties: new Map() };
    node.properties.set(name, next);
    if (step.endsWith('[*]')) next.isList = true;
    node = next;
  }
  node.leaf = { type, description };
}

function schemaOf({ properties, leaf, isList }: Node): Schema {
  const parts = Array.from(properties, ([name, node]) => [name, schemaOf(node)]);
  const own = leaf ?? { type: 'object', properties: Object.fromEntries(parts) };
  return isList ? { type: 'array', items: own } : own;
}

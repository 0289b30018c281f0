import { dataActions } from './catalog.ts';
import type { DataAction } from './define.ts';
import { defaultOf, isRequired } from './parameters.ts';

/** What `GET /dataactions` says about a data action, apart from settings: plain JSON. */
export interface ActionDescription
  extends Pick<DataAction, 'name' | 'group' | 'summary' | 'ttlSeconds' | 'maxAgeSeconds' | 'isPersonal'> {
  /** The Genesys permissions that the OAuth client needs; null for none. */
  readonly permission: string | null;
  readonly inputs: readonly InputDescription[];
  readonly outputs: readonly OutputDescription[];
}

interface InputDescription {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly default: unknown;
  readonly description: string;
}

interface OutputDescription {
  readonly name: string;
  /** For example `integer`, or `integer[]` for a list. */
  readonly type: string;
  readonly description: string;
}

/**
 * All data actions, in the order of all lists. Import it with `import()`: in a bundle, this is a separate file of JSON, and
 * the data actions have no texts (infra/bundle/action-texts.ts).
 */
export const descriptions: readonly ActionDescription[] = Array.from(dataActions.values(), describe);

function describe(action: DataAction): ActionDescription {
  const { name, group, summary, permission = null, ttlSeconds, maxAgeSeconds, isPersonal } = action;
  const { parameters, contract } = action;
  return {
    name,
    group,
    summary,
    permission,
    ttlSeconds,
    maxAgeSeconds,
    isPersonal,
    inputs: Object.entries(contract.inputs).map(([input, { type, description }]) => ({
      name: input,
      type,
      required: isRequired(parameters[input]),
      default: defaultOf(parameters[input]) ?? null,
      description,
    })),
    outputs: Object.entries(contract.outputs).map(([output, { path, type, description }]) => ({
      name: output,
      type: path.includes('[*]') ? `${type}[]` : type,
      description,
    })),
  };
}

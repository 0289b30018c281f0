import type { DataAction } from '../actions/define.ts';
import { defaultOf, isRequired } from '../actions/parameters.ts';
import { type LifetimeSettings, lifetimeOf } from '../config/lifetime.ts';

/** The body of `GET /dataactions`: every data action with its settings. */
export interface Listing {
  readonly dataActions: readonly ListedAction[];
}

interface ListedAction {
  readonly name: string;
  /** What it is about: data actions of one group follow each other. */
  readonly group: string;
  readonly summary: string;
  /** To POST to, relative to the URL of the API. */
  readonly path: string;
  /** The Genesys permission that the OAuth client needs; null for none. */
  readonly permission: string | null;
  readonly ttlSeconds: number;
  readonly staleIfErrorSeconds: number;
  /** Null for no limit. */
  readonly maxAgeSeconds: number | null;
  readonly inputs: readonly ListedInput[];
  readonly outputs: readonly ListedOutput[];
}

interface ListedInput {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly default: unknown;
  readonly description: string;
}

interface ListedOutput {
  readonly name: string;
  /** For example `integer`, or `integer[]` for a list. */
  readonly type: string;
  readonly description: string;
}

/** Lists data actions with the lifetimes that these settings give them. */
export function listingOf(actions: Iterable<DataAction>, settings: LifetimeSettings): Listing {
  return { dataActions: Array.from(actions, (action) => listed(action, settings)) };
}

function listed(action: DataAction, settings: LifetimeSettings): ListedAction {
  const { name, group, summary, permission = null, parameters, contract } = action;
  const { ttlSeconds, staleIfErrorSeconds, maxAgeSeconds = null } = lifetimeOf(action, settings);
  return {
    ...{
      name,
      group,
      summary,
      path: `/dataaction/${name}`,
      permission,
      ttlSeconds,
      staleIfErrorSeconds,
      maxAgeSeconds,
    },
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

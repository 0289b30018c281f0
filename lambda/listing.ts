import type { DataAction } from './actions/data-action.ts';
import { defaultOf, isRequired } from './actions/parameters.ts';
import { type LifetimeSettings, lifetimeOf } from './config/lifetime.ts';

/** What `GET /dataactions` says: every data action there is, and how it is set. */
export interface Listing {
  readonly dataActions: readonly ListedAction[];
}

/** A data action for the people who use it. */
interface ListedAction {
  readonly name: string;
  readonly summary: string;
  /** What to POST to, after the address of the API. */
  readonly path: string;
  /** The Genesys permission that the OAuth client needs; null for none. */
  readonly permission: string | null;
  readonly ttlSeconds: number;
  readonly staleSeconds: number;
  /** Null: only TTL and stale time bound the age of an answer. */
  readonly mostAgeSeconds: number | null;
  readonly inputs: readonly ListedInput[];
  readonly outputs: readonly ListedOutput[];
}

/** A parameter. */
interface ListedInput {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly default: unknown;
  readonly description: string;
}

/** A value, or a list of values, that flows get. */
interface ListedOutput {
  readonly name: string;
  /** For example `integer`, or `integer[]` for a list. */
  readonly type: string;
  readonly description: string;
}

/** The listing of these actions with these settings. */
export function listingOf(actions: Iterable<DataAction>, settings: LifetimeSettings): Listing {
  return { dataActions: Array.from(actions, (action) => listed(action, settings)) };
}

function listed(action: DataAction, settings: LifetimeSettings): ListedAction {
  const { name, summary, permission = null, parameters, contract } = action;
  const { ttlSeconds, staleSeconds, mostAgeSeconds = null } = lifetimeOf(action, settings);
  return {
    ...{ name, summary, path: `/dataaction/${name}`, permission, ttlSeconds, staleSeconds, mostAgeSeconds },
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

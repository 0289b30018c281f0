import type { ActionDescription } from '../actions/descriptions.ts';
import { type LifetimeSettings, lifetimeOf } from '../config/lifetime.ts';

/** The body of `GET /dataactions`: every data action with its settings. */
export interface Listing {
  readonly dataActions: readonly ListedAction[];
}

interface ListedAction
  extends Pick<ActionDescription, 'name' | 'group' | 'summary' | 'permission' | 'inputs' | 'outputs'> {
  /** To POST to, relative to the URL of the API. */
  readonly path: string;
  readonly ttlSeconds: number;
  readonly staleIfErrorSeconds: number;
  /** Null for no limit. */
  readonly maxAgeSeconds: number | null;
}

/** Lists data actions with the lifetimes that these settings give them. */
export function listingOf(actions: readonly ActionDescription[], settings: LifetimeSettings): Listing {
  return { dataActions: actions.map((action) => listed(action, settings)) };
}

function listed(action: ActionDescription, settings: LifetimeSettings): ListedAction {
  const { name, group, summary, permission, inputs, outputs } = action;
  const { ttlSeconds, staleIfErrorSeconds, maxAgeSeconds = null } = lifetimeOf(action, settings);
  const path = `/dataaction/${name}`;
  return {
    name,
    group,
    summary,
    path,
    permission,
    ttlSeconds,
    staleIfErrorSeconds,
    maxAgeSeconds,
    inputs,
    outputs,
  };
}

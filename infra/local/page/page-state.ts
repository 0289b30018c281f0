import type { DataAction } from '../../../lambda/actions/define.ts';
import { inputSchema } from '../../genesys/schemas.ts';
import type { FaultSwitch } from './fault-switch.ts';

/** What the product runs on here, as text to show. */
export interface RunsOn {
  /** For example `v24.21.0`. */
  readonly node: string;
  /** For example `in this process (set REDIS_URL for Redis)`. */
  readonly cache: string;
  /** For example `simulator at http://127.0.0.1:43811`. */
  readonly genesys: string;
}

/** Where the page's state comes from. */
export interface PageFacts {
  readonly runsOn: RunsOn;
  /** How long an entry is fresh, and how long after that it may be served stale. */
  readonly lifetimes: { readonly freshSeconds: number; readonly staleSeconds: number };
  readonly actions: readonly DataAction[];
  readonly switches: Switches;
}

/** What can be broken. */
export type Switches = Readonly<Record<'genesys' | 'redis', FaultSwitch>>;

/** The current state as plain JSON: the environment, each data action with its inputs, and each switch. */
export function pageState({ runsOn, lifetimes, actions, switches }: PageFacts): object {
  return {
    runsOn,
    lifetimes,
    actions: actions.map(describeAction),
    faults: { genesys: describeSwitch(switches.genesys), redis: describeSwitch(switches.redis) },
  };
}

/** The inputs are those that flows see. */
function describeAction(action: DataAction): object {
  const { name, group, summary, permission = null, contract } = action;
  const { properties, required = [] } = inputSchema(action);
  const inputs = Object.entries(properties).map(([input, property]) => ({
    name: input,
    ...property,
    isRequired: required.includes(input),
    example: contract.inputs[input]?.example,
  }));
  return { name, group, summary, permission, inputs };
}

function describeSwitch({ faults, active, lockedBecause }: FaultSwitch): object {
  const choices = Object.entries(faults).map(([name, effect]) => ({ name, effect }));
  return { choices, active, lockedBecause };
}

import type { DataAction } from '../../../lambda/actions/data-action.ts';
import { inputSchema } from '../../genesys/schemas.ts';
import type { FaultSwitch } from './fault-switch.ts';

/** What the product runs on here, for people. */
export interface RunsOn {
  /** For example `v24.21.0`. */
  readonly node: string;
  /** For example `in this process (set REDIS_URL for Redis)`. */
  readonly cache: string;
  /** For example `simulator at http://127.0.0.1:43811`. */
  readonly genesys: string;
}

/** What the page knows of the product. */
export interface PageFacts {
  readonly runsOn: RunsOn;
  /** How long an entry is fresh, and how long beyond that it may answer. */
  readonly lifetimes: { readonly freshSeconds: number; readonly staleSeconds: number };
  readonly actions: readonly DataAction[];
  readonly switches: Switches;
}

/** What can be broken. */
export type Switches = Readonly<Record<'genesys' | 'redis', FaultSwitch>>;

/** The facts of this moment as plain JSON: each action with its inputs as flows see them, each switch as it stands. */
export function pageState({ runsOn, lifetimes, actions, switches }: PageFacts): object {
  return {
    runsOn,
    lifetimes,
    actions: actions.map((action) => ({
      name: action.name,
      inputs: Object.entries(inputSchema(action).properties).map(([name, input]) => ({
        name,
        ...input,
        example: action.contract.inputs[name]?.example,
      })),
    })),
    faults: { genesys: position(switches.genesys), redis: position(switches.redis) },
  };
}

function position({ faults, active, lockedBecause }: FaultSwitch): object {
  const choices = Object.entries(faults).map(([name, effect]) => ({ name, effect }));
  return { choices, active, lockedBecause };
}

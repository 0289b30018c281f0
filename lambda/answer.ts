import type { DataAction } from './actions/data-action.ts';
import type { Cached } from './cache/cached.ts';
import type { CacheKey } from './cache/key.ts';
import type { LoadLimits } from './cache/lookup.ts';
import { markersOf } from './cache/markers.ts';
import type { ReadThrough } from './cache/read-through.ts';
import type { Clock } from './clock.ts';
import { type LifetimeSettings, lifetimeOf } from './config/lifetime.ts';
import type { Deadline } from './deadline.ts';
import { UnknownAction } from './errors/request-errors.ts';
import type { GenesysClient } from './genesys/client.ts';
import { quoted } from './quoted.ts';
import type { Observe } from './telemetry/telemetry.ts';

/** One request, freed of its HTTP. */
export interface DataActionRequest {
  /** The name in the path; may be anything. */
  action: string;
  /** The parsed body; may be anything. */
  body: unknown;
}

/** Answers one request by its deadline; rejects with a `DataActionError`. */
export type Answer = (request: DataActionRequest, deadline: Deadline, observe: Observe) => Promise<Cached>;

/** What answering needs. */
export interface AnswerParts {
  actions: ReadonlyMap<string, DataAction>;
  cacheKey: CacheKey;
  lifetimes: LifetimeSettings;
  clock: Clock;
  readThrough: ReadThrough;
  /** Loads the Genesys half on first use: a hit never pays for it. */
  genesys: () => Promise<GenesysClient>;
}

/** The use case: find the action, check the input, make the key, read through the cache to Genesys. */
export function createAnswer({
  actions,
  cacheKey,
  lifetimes,
  clock,
  readThrough,
  genesys,
}: AnswerParts): Answer {
  return async (request, deadline, observe) => {
    const action = findAction(actions, request.action);
    const { input, dependsOn, call, toData } = action.ask(request.body);
    const key = cacheKey({ action: action.name, version: action.version, input });
    observe({ type: 'question', action: action.name, key });

    const load = async (limits: LoadLimits) => {
      const client = await genesys();
      const body = await client.call(call, { ...limits, observe });
      return JSON.stringify(toData(body, clock.epochMs()));
    };
    const markers = markersOf(action.name, dependsOn);
    return readThrough({ key, markers, ...lifetimeOf(action, lifetimes), deadline, load, observe });
  };
}

function findAction(actions: ReadonlyMap<string, DataAction>, name: string): DataAction {
  const action = actions.get(name);
  if (action !== undefined) return action;
  throw new UnknownAction(
    `no data action ${quoted(name)}, expected one of ${[...actions.keys()].join(', ')}`,
  );
}

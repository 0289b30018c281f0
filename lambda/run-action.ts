import type { RunnableAction } from './actions/define.ts';
import type { Cache } from './cache/cache.ts';
import { type CacheKey, tagsOf } from './cache/keys.ts';
import type { FetchLimits } from './cache/lookup.ts';
import type { CacheResult } from './cache/result.ts';
import { type LifetimeSettings, lifetimeOf } from './config/lifetime.ts';
import { DataActionError } from './errors.ts';
import type { GenesysClient } from './genesys/client.ts';
import { type DataSerialiser, tooLarge } from './http/data.ts';
import type { Clock } from './runtime/clock.ts';
import type { Deadline } from './runtime/deadline.ts';
import { parseJson, quoted } from './runtime/json.ts';
import type { Observe } from './telemetry/events.ts';

/** A request for a data action, without its HTTP. */
interface DataActionRequest {
  /** The name in the path; untrusted. */
  action: string;
  /** The parsed body; untrusted. */
  body: unknown;
}

/** Runs a data action within a deadline; rejects with a `DataActionError`. */
type RunAction = (request: DataActionRequest, deadline: Deadline, observe: Observe) => Promise<CacheResult>;

interface RunActionParts {
  actions: ReadonlyMap<string, RunnableAction>;
  cacheKey: CacheKey;
  lifetimes: LifetimeSettings;
  /** Whether data actions with personal data are on. */
  servesPersonalData: boolean;
  clock: Clock;
  cache: Cache;
  serialiser: DataSerialiser;
  /** Loads the Genesys half on first use, because a hit does not need it. */
  genesys: () => Promise<GenesysClient>;
}

/** The use case: find the action, check its parameters, make the key, and get the entry or fetch it from Genesys. */
export function createRunAction(parts: RunActionParts): RunAction {
  const { actions, cacheKey, lifetimes, servesPersonalData, clock, cache, serialiser, genesys } = parts;
  return async (request, deadline, observe) => {
    const action = findAction(actions, request.action);
    const { isPersonal } = action;
    if (isPersonal && !servesPersonalData)
      throw new DataActionError(
        'action_off',
        `the data action ${action.name} is off, because it returns personal data; EXTERNAL_CONTACTS=true (externalContacts in the stack) switches it on`,
      );
    const { input, invalidatedBy, call, toResponse } = action.parse(request.body);
    const key = cacheKey({ action: action.name, version: action.version, input });
    // The hash of a phone number can be guessed: there are not enough numbers.
    observe({ type: 'request', action: action.name, ...(!isPersonal && { key }) });

    const fetch = async (limits: FetchLimits) => {
      const client = await genesys();
      const toData = await client.call(call, { ...limits, observe }).catch((error: unknown) => {
        if (error instanceof DataActionError && error.code === 'response_too_large')
          throw tooLarge(error.message, action.requestLess, error);
        throw error;
      });
      return serialiser.serialise(await toData(clock.epochMs()), action.requestLess);
    };
    const tags = tagsOf(action.name, invalidatedBy);
    const { maxBytes: maxValueBytes } = serialiser;
    const lifetime = lifetimeOf(action, lifetimes);
    const result = await cache.getOrFetch({
      key,
      tags,
      ...lifetime,
      isPersonal,
      maxValueBytes,
      deadline,
      fetch,
      observe,
    });
    if (toResponse === undefined) return result;
    const data = await toResponse(parseJson(result.value), clock.epochMs());
    return { ...result, value: serialiser.serialise(data, action.requestLess) };
  };
}

function findAction(actions: ReadonlyMap<string, RunnableAction>, name: string): RunnableAction {
  const action = actions.get(name);
  if (action !== undefined) return action;
  throw new DataActionError(
    'unknown_action',
    `no data action ${quoted(name)}, expected one of ${[...actions.keys()].join(', ')}`,
  );
}

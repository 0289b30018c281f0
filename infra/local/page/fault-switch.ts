import type { GenesysSimulator } from '../genesys-simulator.ts';
import type { RedisProxy } from '../redis-proxy.ts';
import type { Fault } from '../simulator/faults.ts';

/** One thing that can be broken, in one way at a time. */
export interface FaultSwitch {
  /** For people, by the name that `turn` knows: `{ hang: 'takes calls and never answers' }`. */
  readonly faults: Readonly<Record<string, string>>;
  /** What is wrong now; null: nothing. */
  readonly active: string | null;
  /** Why it cannot be broken here; null: it can. */
  readonly lockedBecause: string | null;
  /** Breaks it in this way and no other, or heals it. Does nothing where it is locked. */
  turn(fault: string | null): void;
}

const GENESYS_FAULTS: Readonly<Record<string, { effect: string; fault: Fault }>> = {
  503: { effect: 'answers every call with 503', fault: { kind: 'status', status: 503 } },
  429: {
    effect: 'says that the rate limit is reached, try again in 5 s',
    fault: { kind: 'status', status: 429, retryAfter: '5' },
  },
  401: {
    effect: 'refuses tokens and logins',
    fault: { kind: 'status', status: 401, target: 'all' },
  },
  slow: { effect: 'answers right, 3 s later', fault: { kind: 'slow', delayMs: 3000 } },
  hang: { effect: 'takes calls and never answers', fault: { kind: 'hang' } },
  reset: { effect: 'resets connections instead of answering', fault: { kind: 'reset' } },
  html: { effect: 'answers 200 with an HTML error page', fault: { kind: 'html' } },
};

const REDIS_FAULTS = {
  refuse: 'resets every connection',
  hang: 'keeps connections and never answers',
} as const;

/** Breaks the simulator; undefined stands for the real Genesys Cloud, which cannot be broken. */
export function genesysSwitch(simulator: GenesysSimulator | undefined): FaultSwitch {
  const effects = Object.entries(GENESYS_FAULTS).map(([name, { effect }]) => [name, effect]);
  const lockedBecause = simulator
    ? null
    : 'This is the real Genesys Cloud; only the simulator can be broken.';
  return createSwitch(Object.fromEntries(effects), lockedBecause, (name) => {
    simulator?.heal();
    const broken = name === null ? undefined : GENESYS_FAULTS[name];
    if (broken) simulator?.fail(broken.fault);
  });
}

/** Breaks what is between the product and its Redis, or says why there is no proxy to do it. */
export function redisSwitch(proxy: RedisProxy | { readonly missingBecause: string }): FaultSwitch {
  if ('missingBecause' in proxy) return createSwitch(REDIS_FAULTS, proxy.missingBecause, () => undefined);
  return createSwitch(REDIS_FAULTS, null, (name) =>
    proxy.turn(name === 'refuse' || name === 'hang' ? name : 'pass'),
  );
}

function createSwitch(
  faults: FaultSwitch['faults'],
  lockedBecause: string | null,
  act: (fault: string | null) => void,
): FaultSwitch {
  let active: string | null = null;
  return {
    faults,
    lockedBecause,
    get active() {
      return active;
    },
    turn(fault) {
      if (lockedBecause !== null) return;
      act(fault);
      active = fault;
    },
  };
}

import type { GenesysSimulator } from '../genesys-simulator.ts';
import type { RedisProxy } from '../redis-proxy.ts';
import type { Fault } from '../simulator/faults.ts';

/** Breaks Genesys or Redis, with one fault at a time. */
export interface FaultSwitch {
  /** What each fault does, by its name: `{ hang: 'accepts calls and never responds' }`. */
  readonly faults: Readonly<Record<string, string>>;
  /** The name of the fault that is set; null for none. */
  readonly active: string | null;
  /** Why no fault can be set here; null if one can. */
  readonly lockedBecause: string | null;
  /** Replaces the fault that is set; null removes it. Does nothing while the switch is locked. */
  set(fault: string | null): void;
}

const GENESYS_FAULTS: Readonly<Record<string, { effect: string; fault: Fault }>> = {
  503: { effect: 'responds to every call with 503', fault: { kind: 'status', status: 503 } },
  429: {
    effect: 'responds to every call with 429 and Retry-After: 5',
    fault: { kind: 'status', status: 429, retryAfter: '5' },
  },
  401: {
    effect: 'rejects every token and login with 401',
    fault: { kind: 'status', status: 401, target: 'all' },
  },
  slow: { effect: 'responds correctly, but 3 s late', fault: { kind: 'slow', delayMs: 3000 } },
  hang: { effect: 'accepts calls and never responds', fault: { kind: 'hang' } },
  reset: { effect: 'resets every connection', fault: { kind: 'reset' } },
  html: { effect: 'responds with 200 and an HTML error page', fault: { kind: 'html' } },
};

const REDIS_FAULTS = {
  refuse: 'resets every connection',
  hang: 'keeps connections open and never replies',
} as const;

/** Breaks the simulator; undefined stands for the real Genesys Cloud, which locks the switch. */
export function genesysSwitch(simulator: GenesysSimulator | undefined): FaultSwitch {
  const effects = Object.entries(GENESYS_FAULTS).map(([name, { effect }]) => [name, effect]);
  const lockedBecause = simulator
    ? null
    : 'This is the real Genesys Cloud; only the simulator can be broken.';
  return createSwitch(Object.fromEntries(effects), lockedBecause, (name) => {
    simulator?.heal();
    const chosen = name === null ? undefined : GENESYS_FAULTS[name];
    if (chosen) simulator?.fail(chosen.fault);
  });
}

/** Breaks the proxy between the product and Redis; without a proxy the switch is locked. */
export function redisSwitch(proxy: RedisProxy | { readonly missingBecause: string }): FaultSwitch {
  if ('missingBecause' in proxy) return createSwitch(REDIS_FAULTS, proxy.missingBecause, () => undefined);
  return createSwitch(REDIS_FAULTS, null, (name) =>
    proxy.turn(name === 'refuse' || name === 'hang' ? name : 'pass'),
  );
}

function createSwitch(
  faults: FaultSwitch['faults'],
  lockedBecause: string | null,
  apply: (fault: string | null) => void,
): FaultSwitch {
  let active: string | null = null;
  return {
    faults,
    lockedBecause,
    get active() {
      return active;
    },
    set(fault) {
      if (lockedBecause !== null) return;
      apply(fault);
      active = fault;
    },
  };
}

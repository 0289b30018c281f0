import { validateHeaderValue } from 'node:http';
import type { Models } from 'purecloud-platform-client-v2';

/** Which half of the service is called: the Platform API or the login host. */
export type FaultTarget = 'api' | 'login';

/** When a fault applies. */
interface FaultScope {
  /** Default `api`. */
  readonly target?: FaultTarget | 'all';
  /** How many calls it affects, from 1. Default: every call until `heal`. */
  readonly times?: number;
}

/** An error status (400 to 599) with its documented body, parts of which can be replaced. */
export interface StatusFault extends FaultScope {
  readonly kind: 'status';
  readonly status: number;
  /** Sent as it is. */
  readonly retryAfter?: string;
  /** Further headers, for example `inin-ratelimit-reset`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Replaces the documented message. */
  readonly message?: string;
  /** The limit that a 429 names. */
  readonly limit?: Models.Limit;
  readonly bodiless?: boolean;
}

/** One way to fail. "The real response" is the response without the fault. */
type FaultKind =
  | StatusFault
  /** The request is accepted and gets no response. */
  | { readonly kind: 'hang' }
  /** The real response, `delayMs` later. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** The real response, headers at once, then `bytesPerChunk` (from 1) bytes every `intervalMs`. */
  | { readonly kind: 'trickle'; readonly bytesPerChunk: number; readonly intervalMs: number }
  /** The connection is reset (TCP RST) without a response. */
  | { readonly kind: 'reset' }
  /** Half of the real response, then a reset. */
  | { readonly kind: 'reset-mid-body' }
  /** 200 with an HTML error page, as from a proxy. */
  | { readonly kind: 'html' }
  /** The first half of the real response with the content length of the half. */
  | { readonly kind: 'truncated' }
  /** 200 with no body. */
  | { readonly kind: 'empty' }
  /** 200 with valid JSON of exactly `bytes` bytes (from 64), streamed without a content length. */
  | { readonly kind: 'enormous'; readonly bytes: number }
  /** 200 with JSON of an undocumented shape: `body`, or `[]`. */
  | { readonly kind: 'wrong-shape'; readonly body?: unknown }
  /** The real response with the content type `text/plain`. */
  | { readonly kind: 'wrong-content-type' }
  /** 302 to `location`. */
  | { readonly kind: 'redirect'; readonly location: string };

/** A fault and the calls that it affects. */
export type Fault = FaultScope & FaultKind;

/** The pending faults, oldest first. */
export interface FaultQueue {
  /** @throws RangeError or TypeError for an invalid fault, such as a status of 200. */
  add(fault: Fault): void;
  /** The first fault for this target; uses up one of its `times`. */
  take(target: FaultTarget): Fault | undefined;
  clear(): void;
}

/** An empty queue of faults. */
export function createFaultQueue(): FaultQueue {
  let pending: { fault: Fault; timesLeft: number }[] = [];
  return {
    add(fault) {
      checkFault(fault);
      pending.push({ fault, timesLeft: fault.times ?? Number.POSITIVE_INFINITY });
    },
    take(target) {
      const next = pending.find(({ fault, timesLeft }) => timesLeft > 0 && isAimedAt(fault, target));
      if (next) next.timesLeft -= 1;
      pending = pending.filter(({ timesLeft }) => timesLeft > 0);
      return next?.fault;
    },
    clear() {
      pending = [];
    },
  };
}

/** The headers of a status besides those of every response. */
export function headersOf({ retryAfter, headers }: StatusFault): Record<string, string> {
  return { ...headers, ...(retryAfter !== undefined && { 'retry-after': retryAfter }) };
}

function isAimedAt({ target = 'api' }: FaultScope, called: FaultTarget): boolean {
  return target === 'all' || target === called;
}

function checkFault(fault: Fault): void {
  if (fault.times !== undefined) checkRange('times', fault.times, 1);
  if (fault.kind === 'status') checkRange('status', fault.status, 400, 599);
  if (fault.kind === 'status')
    for (const [name, value] of Object.entries(headersOf(fault))) validateHeaderValue(name, value);
  if (fault.kind === 'redirect') validateHeaderValue('location', fault.location);
  if (fault.kind === 'trickle') checkRange('bytesPerChunk', fault.bytesPerChunk, 1);
  if (fault.kind === 'trickle') checkRange('intervalMs', fault.intervalMs, 0);
  if (fault.kind === 'slow') checkRange('delayMs', fault.delayMs, 0);
  if (fault.kind === 'enormous') checkRange('bytes', fault.bytes, 64);
}

function checkRange(name: string, value: number, min: number, max = Number.MAX_SAFE_INTEGER): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new RangeError(`${name} is ${value}, expected an integer from ${min} to ${max}`);
}

import { validateHeaderValue } from 'node:http';

/** Which half of the service is called: the Platform API or the login host. */
export type FaultTarget = 'api' | 'login';

/** When a fault applies. */
export interface FaultScope {
  /** Default `api`. */
  readonly target?: FaultTarget | 'all';
  /** How many calls it spoils, from 1; without it, every call until it is healed. */
  readonly times?: number;
}

/** One way to go wrong. "The real answer" is the one that the call would have had without the fault. */
export type FaultKind =
  /** An error status (400 to 599) with its documented body; `retryAfter` is sent as it is. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfter?: string;
      readonly bodiless?: boolean;
    }
  /** The request is taken and never answered. */
  | { readonly kind: 'hang' }
  /** The real answer, `delayMs` later. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** The real answer, headers at once, then `bytesPerChunk` (from 1) bytes every `intervalMs`. */
  | { readonly kind: 'trickle'; readonly bytesPerChunk: number; readonly intervalMs: number }
  /** The connection is reset (TCP RST) instead of an answer. */
  | { readonly kind: 'reset' }
  /** Half of the real answer, then a reset. */
  | { readonly kind: 'reset-mid-body' }
  /** 200 with an HTML error page, as from a proxy. */
  | { readonly kind: 'html' }
  /** The first half of the real answer under a content length that fits the half. */
  | { readonly kind: 'truncated' }
  /** 200 with no body. */
  | { readonly kind: 'empty' }
  /** 200 with valid JSON of exactly `bytes` bytes (from 64), streamed without a content length. */
  | { readonly kind: 'enormous'; readonly bytes: number }
  /** 200 with JSON that is not what is documented: `body`, or `[]`. */
  | { readonly kind: 'wrong-shape'; readonly body?: unknown }
  /** The real answer, declared to be `text/plain`. */
  | { readonly kind: 'wrong-content-type' }
  /** 302 to `location`. */
  | { readonly kind: 'redirect'; readonly location: string };

/** Something that goes wrong, and on which calls. */
export type Fault = FaultScope & FaultKind;

/** The faults that are waiting to happen, oldest first. */
export interface FaultQueue {
  /** @throws RangeError or TypeError for a fault that cannot be acted out, such as a status of 200. */
  add(fault: Fault): void;
  /** The first fault for this target that has times left, and uses one of them. */
  take(target: FaultTarget): Fault | undefined;
  clear(): void;
}

/** An empty queue of faults. */
export function createFaultQueue(): FaultQueue {
  let waiting: { fault: Fault; timesLeft: number }[] = [];
  return {
    add(fault) {
      checkFault(fault);
      waiting.push({ fault, timesLeft: fault.times ?? Number.POSITIVE_INFINITY });
    },
    take(target) {
      const next = waiting.find(({ fault, timesLeft }) => timesLeft > 0 && isAimedAt(fault, target));
      if (next) next.timesLeft -= 1;
      waiting = waiting.filter(({ timesLeft }) => timesLeft > 0);
      return next?.fault;
    },
    clear() {
      waiting = [];
    },
  };
}

function isAimedAt({ target = 'api' }: FaultScope, called: FaultTarget): boolean {
  return target === 'all' || target === called;
}

function checkFault(fault: Fault): void {
  if (fault.times !== undefined) checkRange('times', fault.times, 1);
  if (fault.kind === 'status') checkRange('status', fault.status, 400, 599);
  if (fault.kind === 'status' && fault.retryAfter) validateHeaderValue('retry-after', fault.retryAfter);
  if (fault.kind === 'redirect') validateHeaderValue('location', fault.location);
  if (fault.kind === 'trickle') checkRange('bytesPerChunk', fault.bytesPerChunk, 1);
  if (fault.kind === 'trickle') checkRange('intervalMs', fault.intervalMs, 0);
  if (fault.kind === 'slow') checkRange('delayMs', fault.delayMs, 0);
  if (fault.kind === 'enormous') checkRange('bytes', fault.bytes, 64);
}

function checkRange(name: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(`${name} is ${value}, expected an integer from ${least} to ${most}`);
}

import { DEFINITIVE_CODES, type Exchange, effectOf, type History, isLost, overlaps } from './history.ts';
import { repeatedCall } from './one-call.ts';

/** The time limits of the system under test. */
export interface Limits {
  ttlMs: number;
  staleMs: number;
  requestTimeoutMs: number;
  /** The timeout of one call to Genesys. */
  callTimeoutMs: number;
  /** Of the copies of entries in one container. */
  copyMaxBytes: number;
  /**
   * A process with this lag or more counts as stalled: the machine, not the system, may then be the cause of a
   * violation. Low enough that smaller lags cannot make a Redis command time out: container and Redis each run at most
   * twice for it.
   */
  stallMs: number;
}

/** A response that violates an invariant; `excused` when a stalled process may be the cause. */
export interface Violation {
  invariant: Invariant;
  detail: string;
  excused: boolean;
}

/** The name of an invariant. */
export type Invariant = keyof typeof INVARIANTS;

type Check = (exchange: Exchange, history: History, limits: Limits) => string | undefined;

/** Jitter makes a lifetime 90 % to 110 % of the TTL. */
const [MIN_LIFETIME, MAX_LIFETIME] = [0.9, 1.1];
/** The circuit breaker's max pause and one probe. */
const REDIS_RECOVERY_MS = 9000;
const MAX_BACKOFF_MS = 30_000;
/** The max time from the deadline to the response on an idle machine. */
const RESPONSE_MS = 150;
const ROUNDING_MS = 50;

/** The invariants of every response. Each check returns a description of the violation, or undefined. */
const INVARIANTS = {
  'no internal error': ({ statusCode, code }) =>
    statusCode === 500 || code === 'internal_error' ? `${statusCode} ${code}` : undefined,

  'a response has the requested queue': ({ responseQueue, queue, statusCode }) =>
    statusCode === 200 && responseQueue !== queue ? `it has ${responseQueue}` : undefined,

  'no response after its deadline': ({ durationMs, lagMs }, _, { requestTimeoutMs }) => {
    const lateMs = durationMs - requestTimeoutMs - RESPONSE_MS - lagMs;
    return lateMs > 0 ? `${Math.round(durationMs)} ms, with a lag of ${Math.round(lagMs)} ms` : undefined;
  },

  'no entry older than TTL + stale time': (exchange, _, { ttlMs, staleMs, callTimeoutMs }) =>
    tooOld(exchange, ttlMs * MAX_LIFETIME + staleMs, callTimeoutMs),

  'no fresh entry older than its TTL': (exchange, _, { ttlMs, callTimeoutMs }) =>
    exchange.stale ? undefined : tooOld(exchange, ttlMs * MAX_LIFETIME, callTimeoutMs),

  // Both values are from the response, which reads the clock once for both, so a slow machine has no effect.
  'no Age above the TTL on a fresh entry': ({ stale, ageSeconds }, _, { ttlMs }) =>
    !stale && ageSeconds * 1000 > ttlMs * MAX_LIFETIME ? `its Age is ${ageSeconds} s` : undefined,

  'no error while an entry could be served': (exchange, history, limits) => {
    if (exchange.code === undefined || DEFINITIVE_CODES.includes(exchange.code)) return undefined;
    const entry = entryAt(exchange, history, limits);
    if (entry === undefined) return undefined;
    return `${exchange.code}, with an entry stored ${exchange.sentAtMs - entry.respondedAtMs} ms before`;
  },

  'no more bytes of copies than LOCAL_COPY_MAX_BYTES': ({ copyBytes }, _, { copyMaxBytes }) =>
    copyBytes > copyMaxBytes ? `${copyBytes} bytes` : undefined,

  'one call for each key and window': (exchange, history, { ttlMs }) =>
    repeatedCall(exchange, history, ttlMs * MIN_LIFETIME - ROUNDING_MS),

  'no 5xx while Genesys was healthy': (exchange, history, { callTimeoutMs }) => {
    if (exchange.statusCode < 500) return undefined;
    // A call that was sent during the fault can fail until its timeout.
    const sinceMs = exchange.sentAtMs - callTimeoutMs - ROUNDING_MS;
    if (history.genesys.some((span) => overlaps(span, sinceMs, exchange.respondedAtMs))) return undefined;
    if (isRememberedFailure(exchange) && hadBackoff(exchange, history)) return undefined;
    return `${exchange.statusCode} ${exchange.code}, and Genesys was healthy for ${callTimeoutMs} ms before`;
  },
} satisfies Record<string, Check>;

/** A slow machine does not excuse violations of these. */
const NEVER_EXCUSED: readonly Invariant[] = [
  'no internal error',
  'a response has the requested queue',
  'no Age above the TTL on a fresh entry',
  'no more bytes of copies than LOCAL_COPY_MAX_BYTES',
];

/** The violations of a response; the history must be complete up to the response. */
export function violationsOf(exchange: Exchange, history: History, limits: Limits): Violation[] {
  const isStalled = isExcused(exchange, history, limits);
  return (Object.keys(INVARIANTS) as Invariant[]).flatMap((invariant) => {
    const detail = INVARIANTS[invariant](exchange, history, limits);
    const excused = isStalled && !NEVER_EXCUSED.includes(invariant);
    return detail === undefined ? [] : [{ invariant, detail, excused }];
  });
}

/**
 * Whether a stalled process can have affected the response; with an open circuit breaker, an earlier stall counts, too.
 */
export function isExcused(exchange: Exchange, { stalls }: History, { requestTimeoutMs }: Limits): boolean {
  const { sentAtMs, respondedAtMs, line } = exchange;
  const effectMs = line.cacheRead === 'bypass' ? REDIS_RECOVERY_MS : requestTimeoutMs;
  return stalls.some((span) => overlaps(span, sentAtMs - effectMs, respondedAtMs));
}

/**
 * Checks the age in the response and the age measured from outside. An entry's age counts from when it was stored, so
 * the measured age may also include the fetch; it is taken when the request is sent.
 */
function tooOld({ generatedAtMs, sentAtMs, ageSeconds }: Exchange, maxMs: number, fetchMs: number) {
  if (generatedAtMs === undefined) return undefined;
  if (ageSeconds * 1000 > maxMs) return `its Age is ${ageSeconds} s`;
  const ageMs = sentAtMs - generatedAtMs;
  return ageMs > maxMs + fetchMs + ROUNDING_MS ? `Genesys sent it ${ageMs} ms before the request` : undefined;
}

/** An entry of the requested queue that could be read at the time and was not too old to be served. */
function entryAt(exchange: Exchange, history: History, { ttlMs, staleMs }: Limits): Exchange | undefined {
  const { queue, sentAtMs, respondedAtMs, line } = exchange;
  const isUnreachable =
    line.cacheRead === 'bypass' &&
    history.redis.some(
      (span) => span.losesReplies && overlaps(span, sentAtMs - REDIS_RECOVERY_MS, respondedAtMs),
    );
  if (isUnreachable) return undefined;
  const usableMs = ttlMs * MIN_LIFETIME + staleMs - ROUNDING_MS;
  return history.stores
    .get(queue)
    ?.find(
      (store) =>
        store.respondedAtMs <= sentAtMs &&
        respondedAtMs - store.sentAtMs < usableMs &&
        !isLost(store, exchange, history),
    );
}

/** Whether the response is a remembered failure; a request that joined another one logs it only as the cause. */
function isRememberedFailure({ line }: Exchange): boolean {
  return line.lease === 'failed' || String(line.error).endsWith(' <- remembered');
}

/** Whether the back-off of a known failure was running during the request. */
function hadBackoff({ queue, sentAtMs, respondedAtMs }: Exchange, history: History): boolean {
  const isRunning = (fromMs: number, untilMs: number) =>
    overlaps({ fromMs, untilMs }, sentAtMs, respondedAtMs);
  const failures = history.failures.get(queue) ?? [];
  return (
    failures.some((failure) => {
      const { fromMs, untilMs } = effectOf(failure, history);
      return isRunning(fromMs, untilMs + Number(failure.line.failureWindowMs) + ROUNDING_MS);
    }) ||
    history.losses.some(
      (loss) => loss.queue === queue && isRunning(loss.sentAtMs, loss.lostAtMs + MAX_BACKOFF_MS),
    )
  );
}

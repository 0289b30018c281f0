import { type Exchange, type History, overlaps, type Span } from './history.ts';

/** The limits under which the system runs, in milliseconds. */
export interface Limits {
  ttlMs: number;
  staleMs: number;
  requestTimeoutMs: number;
  /** One call to Genesys. */
  callTimeoutMs: number;
  /**
   * From this lag on a process counts as stalled: then the machine, not the system, may have cost an answer. Low enough
   * that a reply of Redis cannot miss its time-out by lags below it: container and Redis have two turns each at most.
   */
  stallMs: number;
}

/** What is wrong with an answer; `excused` when a process was stalled at the time and that may be the cause. */
export interface Violation {
  invariant: Invariant;
  detail: string;
  excused: boolean;
}

/** The name of something that has to hold of every answer. */
export type Invariant = keyof typeof INVARIANTS;

type Check = (exchange: Exchange, history: History, limits: Limits) => string | undefined;

/** Lifetimes are spread over 90 % to 110 % of the TTL. */
const [SHORTEST, LONGEST] = [0.9, 1.1];
/** The breaker's longest pause, and a probe. */
const REDIS_RECOVERY_MS = 9000;
const MOST_WINDOW_MS = 30_000;
/** From the deadline to the answer, on a machine that has time. */
const ANSWER_MS = 150;
const ROUNDING_MS = 50;
/** Errors that say of the question itself that it has no answer: they end an entry, and no other one stands in. */
const FINAL_CODES = ['genesys_not_found', 'genesys_permission_denied', 'genesys_request_refused'];

/** What has to hold of every answer; each check gives what is wrong. */
const INVARIANTS = {
  'no defect': ({ statusCode, code }) =>
    statusCode === 500 || code === 'internal_error' ? `${statusCode} ${code}` : undefined,

  'an answer is about its question': ({ about, question, statusCode }) =>
    statusCode === 200 && about !== question ? `about ${about}` : undefined,

  'no answer past its deadline': ({ durationMs, lagMs }, _, { requestTimeoutMs }) => {
    const lateMs = durationMs - requestTimeoutMs - ANSWER_MS - lagMs;
    return lateMs > 0 ? `${Math.round(durationMs)} ms, with a lag of ${Math.round(lagMs)} ms` : undefined;
  },

  'no value older than TTL + stale': (exchange, _, { ttlMs, staleMs, callTimeoutMs }) =>
    tooOld(exchange, ttlMs * LONGEST + staleMs, callTimeoutMs),

  'no value called fresh that is older than its TTL': (exchange, _, { ttlMs, callTimeoutMs }) =>
    exchange.stale ? undefined : tooOld(exchange, ttlMs * LONGEST, callTimeoutMs),

  // By the answer's own account: the clock is read once for both, however slow the machine is.
  'no Age beyond its TTL on a fresh value': ({ stale, ageSeconds }, _, { ttlMs }) =>
    !stale && ageSeconds * 1000 > ttlMs * LONGEST ? `its Age is ${ageSeconds} s` : undefined,

  'no error while a stale answer was possible': (exchange, history, limits) => {
    if (exchange.code === undefined || FINAL_CODES.includes(exchange.code)) return undefined;
    const entry = entryAt(exchange, history, limits);
    if (entry === undefined) return undefined;
    return `${exchange.code}, with an entry stored ${exchange.sentAtMs - entry.answeredAtMs} ms before`;
  },

  'no 5xx while a live answer was possible': (exchange, history, { callTimeoutMs }) => {
    if (exchange.statusCode < 500) return undefined;
    // What was sent into the fault may fail until its time-out.
    const sinceMs = exchange.sentAtMs - callTimeoutMs - ROUNDING_MS;
    if (history.genesys.some((span) => overlaps(span, sinceMs, exchange.answeredAtMs))) return undefined;
    if (isRecalled(exchange) && isRemembered(exchange, history)) return undefined;
    return `${exchange.statusCode} ${exchange.code}, and Genesys was well for ${callTimeoutMs} ms before`;
  },
} satisfies Record<string, Check>;

/** A slow machine is no excuse for these. */
const WHATEVER_THE_SPEED: readonly Invariant[] = [
  'no defect',
  'an answer is about its question',
  'no Age beyond its TTL on a fresh value',
];

/** What is wrong with an answer, once everything is known that happened before it. */
export function violationsOf(exchange: Exchange, history: History, limits: Limits): Violation[] {
  const isStalled = isExcused(exchange, history, limits);
  return (Object.keys(INVARIANTS) as Invariant[]).flatMap((invariant) => {
    const detail = INVARIANTS[invariant](exchange, history, limits);
    const excused = isStalled && !WHATEVER_THE_SPEED.includes(invariant);
    return detail === undefined ? [] : [{ invariant, detail, excused }];
  });
}

/** Whether a process was stalled when it could change the answer; a circuit breaker stays open for longer after it. */
export function isExcused(exchange: Exchange, { stalls }: History, { requestTimeoutMs }: Limits): boolean {
  const { sentAtMs, answeredAtMs, line } = exchange;
  const matteredMs = line.cacheRead === 'bypass' ? REDIS_RECOVERY_MS : requestTimeoutMs;
  return stalls.some((span) => overlaps(span, sentAtMs - matteredMs, answeredAtMs));
}

/**
 * By what the answer says, and from outside: a value's age counts from when it was stored, so what fetching it took
 * comes on top; and it is judged when the question arrives.
 */
function tooOld({ madeAtMs, sentAtMs, ageSeconds }: Exchange, mostMs: number, fetchMs: number) {
  if (madeAtMs === undefined) return undefined;
  if (ageSeconds * 1000 > mostMs) return `its Age is ${ageSeconds} s`;
  const ageMs = sentAtMs - madeAtMs;
  return ageMs > mostMs + fetchMs + ROUNDING_MS ? `made ${ageMs} ms before it was asked for` : undefined;
}

/** An entry that was stored for the question, could be read when it was asked, and was not too old to answer. */
function entryAt(exchange: Exchange, history: History, { ttlMs, staleMs }: Limits): Exchange | undefined {
  const { question, sentAtMs, answeredAtMs, line } = exchange;
  const isUnreachable =
    line.cacheRead === 'bypass' &&
    history.redis.some(
      (span) => span.losesAnswers && overlaps(span, sentAtMs - REDIS_RECOVERY_MS, answeredAtMs),
    );
  if (isUnreachable) return undefined;
  const usefulMs = ttlMs * SHORTEST + staleMs - ROUNDING_MS;
  return history.stores
    .get(question)
    ?.find(
      (store) =>
        store.answeredAtMs <= sentAtMs &&
        answeredAtMs - store.sentAtMs < usefulMs &&
        !isLost(store, exchange, history),
    );
}

/** Whether an entry may have gone between being stored and the answer. */
function isLost(store: Exchange, { question, answeredAtMs }: Exchange, history: History): boolean {
  const isWithin = (span: Span) => overlaps(span, store.sentAtMs, answeredAtMs);
  const ended = history.failures.get(question)?.filter(({ code = '' }) => FINAL_CODES.includes(code)) ?? [];
  return (
    history.redis.some((span) => span.losesData && isWithin(span)) ||
    ended.some((failure) => isWithin(effectOf(failure, history))) ||
    history.losses.some(
      (loss) => loss.question === question && isWithin({ fromMs: loss.sentAtMs, untilMs: loss.lostAtMs }),
    )
  );
}

/** Whether it was answered with a remembered failure; those who joined another request have no claim of their own. */
function isRecalled({ line }: Exchange): boolean {
  return line.lease === 'failed' || String(line.error).endsWith(' <- remembered');
}

/** Whether a failure is known whose back-off window was open when the question was asked. */
function isRemembered({ question, sentAtMs, answeredAtMs }: Exchange, history: History): boolean {
  const isOpen = (fromMs: number, untilMs: number) => overlaps({ fromMs, untilMs }, sentAtMs, answeredAtMs);
  const failures = history.failures.get(question) ?? [];
  return (
    failures.some((failure) => {
      const { fromMs, untilMs } = effectOf(failure, history);
      return isOpen(fromMs, untilMs + Number(failure.line.failureWindowMs) + ROUNDING_MS);
    }) ||
    history.losses.some(
      (loss) => loss.question === question && isOpen(loss.sentAtMs, loss.lostAtMs + MOST_WINDOW_MS),
    )
  );
}

/** When what a request wrote reached Redis: one that hangs takes it when it goes on. */
function effectOf({ sentAtMs, answeredAtMs }: Exchange, history: History): Span {
  const hung = history.redis.filter((span) => overlaps(span, sentAtMs, answeredAtMs));
  return { fromMs: sentAtMs, untilMs: Math.max(answeredAtMs, ...hung.map(({ untilMs }) => untilMs)) };
}

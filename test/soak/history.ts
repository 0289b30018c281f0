/** A request, its response and its log line. */
export interface Exchange {
  /** The name of the requested queue. */
  queue: string;
  /** Milliseconds since the epoch, like all times here. */
  sentAtMs: number;
  respondedAtMs: number;
  statusCode: number;
  /** The error's code; undefined for a success. */
  code: string | undefined;
  stale: boolean;
  /** The age in the response. */
  ageSeconds: number;
  /** The time at which Genesys sent the data; undefined for an error. */
  generatedAtMs: number | undefined;
  /** The name of the queue in the response. */
  responseQueue: string | undefined;
  /** The duration measured in the container. */
  durationMs: number;
  /** The longest time during the request in which the container could not run. */
  lagMs: number;
  /** The size of the container's copies of entries. */
  copyBytes: number;
  /** Fields of the log line. */
  line: Readonly<Record<string, unknown>>;
}

/** The time of a fault or a stall; `untilMs` is infinite until it ends. */
export interface Span {
  readonly fromMs: number;
  untilMs: number;
}

/** A fault of Redis. */
export interface RedisSpan extends Span {
  readonly losesData: boolean;
  /** Whether replies fail or do not arrive. A full Redis still serves reads. */
  readonly losesReplies: boolean;
}

/** A request whose container was killed: its writes may or may not have happened. */
export interface Loss {
  queue: string;
  sentAtMs: number;
  lostAtMs: number;
}

/** Past events that decide whether a response is right. */
export interface History {
  genesys: Span[];
  redis: RedisSpan[];
  /** Times in which a process could not run for `stallMs` or longer. */
  stalls: Span[];
  /** Responses whose request stored an entry, by queue. */
  stores: Map<string, Exchange[]>;
  /** Responses whose request stored a failure or tried to, by queue. */
  failures: Map<string, Exchange[]>;
  losses: Loss[];
}

/** Definitive errors: they delete the entry, and no stale entry is served instead. */
export const DEFINITIVE_CODES = [
  'genesys_not_found',
  'genesys_permission_denied',
  'genesys_request_refused',
  'response_too_large',
];

/** An empty history. */
export function createHistory(): History {
  return { genesys: [], redis: [], stalls: [], stores: new Map(), failures: new Map(), losses: [] };
}

/** Adds a response to the history; `stallMs` is the min lag of a stalled container. */
export function learn(history: History, exchange: Exchange, stallMs: number): void {
  const { queue, line, lagMs, respondedAtMs, durationMs } = exchange;
  if (line.cacheWrite === 'stored') push(history.stores, queue, exchange);
  if (line.failureRemembered !== undefined) push(history.failures, queue, exchange);
  if (lagMs >= stallMs)
    history.stalls.push({ fromMs: respondedAtMs - durationMs - lagMs, untilMs: respondedAtMs });
}

/** Removes everything that ended before `beforeMs`. */
export function forget(history: History, beforeMs: number): void {
  for (const exchanges of [history.stores, history.failures])
    for (const [queue, known] of exchanges)
      exchanges.set(
        queue,
        known.filter(({ respondedAtMs }) => respondedAtMs >= beforeMs),
      );
  history.losses = history.losses.filter(({ lostAtMs }) => lostAtMs >= beforeMs);
  history.stalls = history.stalls.filter(({ untilMs }) => untilMs >= beforeMs);
  history.genesys = history.genesys.filter(({ untilMs }) => untilMs >= beforeMs);
  history.redis = history.redis.filter(({ untilMs }) => untilMs >= beforeMs);
}

/** Whether a span overlaps a time, both ends included. */
export function overlaps({ fromMs, untilMs }: Span, fromTimeMs: number, toTimeMs: number): boolean {
  return fromMs <= toTimeMs && untilMs >= fromTimeMs;
}

/** Whether an entry may have been deleted between its fetch and this response. */
export function isLost(store: Exchange, { queue, respondedAtMs }: Exchange, history: History): boolean {
  const isWithin = (span: Span) => overlaps(span, store.sentAtMs, respondedAtMs);
  const deletions =
    history.failures.get(queue)?.filter(({ code = '' }) => DEFINITIVE_CODES.includes(code)) ?? [];
  return (
    history.redis.some((span) => span.losesData && isWithin(span)) ||
    deletions.some((failure) => isWithin(effectOf(failure, history))) ||
    history.losses.some(
      (loss) => loss.queue === queue && isWithin({ fromMs: loss.sentAtMs, untilMs: loss.lostAtMs }),
    )
  );
}

/** When the writes of a request can have reached Redis: a Redis that hangs runs them when it resumes. */
export function effectOf({ sentAtMs, respondedAtMs }: Exchange, history: History): Span {
  const hung = history.redis.filter((span) => overlaps(span, sentAtMs, respondedAtMs));
  return { fromMs: sentAtMs, untilMs: Math.max(respondedAtMs, ...hung.map(({ untilMs }) => untilMs)) };
}

function push(map: Map<string, Exchange[]>, queue: string, exchange: Exchange): void {
  const known = map.get(queue);
  if (known) known.push(exchange);
  else map.set(queue, [exchange]);
}

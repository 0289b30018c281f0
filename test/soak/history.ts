/** One question and its answer, as seen from outside, and with what the container reported of it. */
export interface Exchange {
  question: string;
  /** Milliseconds since the epoch, like all times here. */
  sentAtMs: number;
  answeredAtMs: number;
  statusCode: number;
  /** The error's code; undefined for a success. */
  code: string | undefined;
  stale: boolean;
  /** As the answer says. */
  ageSeconds: number;
  /** When Genesys made the value; undefined for an error. */
  madeAtMs: number | undefined;
  /** What the value is about: the question, if all is well. */
  about: string | undefined;
  /** In the container. */
  durationMs: number;
  /** The longest time in which the container could not run meanwhile. */
  lagMs: number;
  /** Fields of the log line. */
  line: Readonly<Record<string, unknown>>;
}

/** A time in which something was broken; `untilMs` is infinite while it is. */
export interface Span {
  readonly fromMs: number;
  untilMs: number;
}

/** A fault of Redis. */
export interface RedisSpan extends Span {
  readonly losesData: boolean;
  /** Whether its answers fail or fail to come. A full one still gives what it has. */
  readonly losesAnswers: boolean;
}

/** A question that was never answered, as its container was killed: whatever it was about to do may have happened. */
export interface Loss {
  question: string;
  sentAtMs: number;
  lostAtMs: number;
}

/** What is known of the past; a look at it judges an answer. */
export interface History {
  genesys: Span[];
  redis: RedisSpan[];
  /** Times in which processes could not run for long. */
  stalls: Span[];
  /** Answers that stored an entry, by question. */
  stores: Map<string, Exchange[]>;
  /** Answers that remembered a failure, or tried to, by question. */
  failures: Map<string, Exchange[]>;
  losses: Loss[];
}

/** An empty history. */
export function createHistory(): History {
  return { genesys: [], redis: [], stalls: [], stores: new Map(), failures: new Map(), losses: [] };
}

/** Notes what an answer tells of the cache; `stallMs` is the lag from which a container counts as stalled. */
export function learn(history: History, exchange: Exchange, stallMs: number): void {
  const { question, line, lagMs, answeredAtMs, durationMs } = exchange;
  if (line.cacheWrite === 'stored') push(history.stores, question, exchange);
  if (line.failureRemembered !== undefined) push(history.failures, question, exchange);
  if (lagMs >= stallMs)
    history.stalls.push({ fromMs: answeredAtMs - durationMs - lagMs, untilMs: answeredAtMs });
}

/** Forgets what ended before `beforeMs`. */
export function forget(history: History, beforeMs: number): void {
  for (const exchanges of [history.stores, history.failures])
    for (const [question, of] of exchanges)
      exchanges.set(
        question,
        of.filter(({ answeredAtMs }) => answeredAtMs >= beforeMs),
      );
  history.losses = history.losses.filter(({ lostAtMs }) => lostAtMs >= beforeMs);
  history.stalls = history.stalls.filter(({ untilMs }) => untilMs >= beforeMs);
  history.genesys = history.genesys.filter(({ untilMs }) => untilMs >= beforeMs);
  history.redis = history.redis.filter(({ untilMs }) => untilMs >= beforeMs);
}

/** Whether a span has a moment in common with a time, both ends included. */
export function overlaps({ fromMs, untilMs }: Span, fromTimeMs: number, toTimeMs: number): boolean {
  return fromMs <= toTimeMs && untilMs >= fromTimeMs;
}

function push(map: Map<string, Exchange[]>, question: string, exchange: Exchange): void {
  const known = map.get(question);
  if (known) known.push(exchange);
  else map.set(question, [exchange]);
}

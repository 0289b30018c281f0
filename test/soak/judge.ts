import { createLagMeter } from '../support/lag-meter.ts';
import { createHistory, type Exchange, forget, type History, type Loss, learn } from './history.ts';
import { type Limits, violationsOf } from './invariants.ts';
import type { Tally } from './tally.ts';

/** Longer than any entry or back-off can have an effect. */
const FORGOTTEN_AFTER_MS = 120_000;
const LAG_SAMPLE_MS = 20;

/** Checks responses against the invariants. */
export interface Judge {
  readonly history: History;
  responded(exchange: Exchange): void;
  lost(loss: Loss): void;
  /**
   * Judges the responses from before `untilMs`, in milliseconds since the epoch. Every request that was sent before then
   * must have ended: only then does the history have everything that can have affected these responses.
   */
  judge(untilMs: number): void;
}

/** Creates a judge with an empty history. */
export function createJudge(tally: Pick<Tally, 'add' | 'violated' | 'lost'>, limits: Limits): Judge {
  const history = createHistory();
  const lag = createLagMeter(LAG_SAMPLE_MS);
  let unjudged: Exchange[] = [];
  let judgedAtMs = performance.now();

  /** Genesys is simulated in this process: while this process stalls, Genesys does not respond. */
  function noteOwnStalls(): void {
    const lagMs = lag.longestSince(judgedAtMs);
    const sinceMs = performance.now() - judgedAtMs + lagMs;
    judgedAtMs = performance.now();
    if (lagMs >= limits.stallMs) history.stalls.push({ fromMs: Date.now() - sinceMs, untilMs: Date.now() });
  }

  return {
    history,
    responded: (exchange) => {
      tally.add(exchange);
      learn(history, exchange, limits.stallMs);
      unjudged.push(exchange);
    },
    lost: (loss) => {
      tally.lost();
      history.losses.push(loss);
    },
    judge: (untilMs) => {
      noteOwnStalls();
      const due = unjudged.filter(({ respondedAtMs }) => respondedAtMs < untilMs);
      unjudged = unjudged.filter(({ respondedAtMs }) => respondedAtMs >= untilMs);
      for (const exchange of due)
        for (const violation of violationsOf(exchange, history, limits)) tally.violated(violation, exchange);
      forget(history, Date.now() - FORGOTTEN_AFTER_MS);
    },
  };
}

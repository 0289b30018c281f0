import { createLagMeter } from '../support/lag-meter.ts';
import { createHistory, type Exchange, forget, type History, type Loss, learn } from './history.ts';
import { type Limits, violationsOf } from './invariants.ts';
import type { Tally } from './tally.ts';

/** Longer than any entry or back-off window can matter. */
const FORGOTTEN_AFTER_MS = 120_000;
const LAG_SAMPLE_MS = 20;

/** The answers that are still to be judged, and the judgement on the others. */
export interface Judge {
  readonly history: History;
  answered(exchange: Exchange): void;
  lost(loss: Loss): void;
  /**
   * Judges what was answered before `untilMs`, milliseconds since the epoch. Everything that was sent before must have
   * been answered: only then is it known what may have changed an answer.
   */
  judge(untilMs: number): void;
}

/** A judge that has seen nothing yet. */
export function createJudge(tally: Pick<Tally, 'add' | 'violated' | 'lost'>, limits: Limits): Judge {
  const history = createHistory();
  const lag = createLagMeter(LAG_SAMPLE_MS);
  let unjudged: Exchange[] = [];
  let judgedAtMs = performance.now();

  /** Genesys is simulated in this process: while it stalls, no request is answered. */
  function noteOwnStalls(): void {
    const lagMs = lag.longestSince(judgedAtMs);
    const sinceMs = performance.now() - judgedAtMs + lagMs;
    judgedAtMs = performance.now();
    if (lagMs >= limits.stallMs) history.stalls.push({ fromMs: Date.now() - sinceMs, untilMs: Date.now() });
  }

  return {
    history,
    answered: (exchange) => {
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
      const ripe = unjudged.filter(({ answeredAtMs }) => answeredAtMs < untilMs);
      unjudged = unjudged.filter(({ answeredAtMs }) => answeredAtMs >= untilMs);
      for (const exchange of ripe)
        for (const violation of violationsOf(exchange, history, limits)) tally.violated(violation, exchange);
      forget(history, Date.now() - FORGOTTEN_AFTER_MS);
    },
  };
}
